/// Code of the application that the engine runs at stages of its work, to look at what passes or to change it.
///
/// ```swift
/// let shout = Hook("shout", at: .postExecutor) { context in
///     context.content = context.content.uppercased()
/// }
/// client.hooks = defaults.merging(HookRegistry([shout, .redactPII(at: .preTool, .postTool)]))
/// ```
/// Each run of a hook is a span `hook {name}` that says whether it changed something.
public struct Hook: Sendable {
    /// What a hook does; it changes the content and metadata that it is given.
    public typealias Work = @Sendable (inout HookContext) async throws -> Void

    /// The name in spans and errors; one of few.
    public var name: String
    public var stages: Set<HookStage>
    /// Hooks run by rising order, those of one order as they were added.
    public var order: Int
    /// How long a run may take; nil for as long as it takes. A hook that does not heed its cancellation is left behind.
    public var timeLimit: Duration?
    /// How many bytes the content may have that it leaves behind; more is a failure.
    public var contentLimit: Int
    public var onFailure: HookFailure
    public var isEnabled: Bool
    let work: Work

    /// A hook that waits without holding a thread, or takes no time worth speaking of.
    ///
    /// - Parameters:
    ///   - name: The name in spans and errors.
    ///   - stages: Where it runs.
    ///   - order: Hooks run by rising order.
    ///   - timeLimit: How long a run may take.
    ///   - onFailure: What becomes of the content when it fails.
    public init(
        _ name: String,
        at stages: HookStage...,
        order: Int = 0,
        timeLimit: Duration? = nil,
        onFailure: HookFailure = .skip,
        _ work: @escaping Work
    ) {
        self.init(name, at: Set(stages), order: order, timeLimit: timeLimit, onFailure: onFailure, work)
    }

    /// A hook of stages that are known only at run time.
    public init(
        _ name: String,
        at stages: Set<HookStage>,
        order: Int = 0,
        timeLimit: Duration? = nil,
        onFailure: HookFailure = .skip,
        _ work: @escaping Work
    ) {
        self.name = name
        self.stages = stages
        self.order = order
        self.timeLimit = timeLimit
        contentLimit = 10_485_760
        self.onFailure = onFailure
        isEnabled = true
        self.work = work
    }

    /// A hook that holds a thread while it works or waits, such as one that reads a file: it gets a thread of its own, so that
    /// the engine's few go on.
    public static func blocking(
        _ name: String,
        at stages: HookStage...,
        order: Int = 0,
        timeLimit: Duration? = nil,
        onFailure: HookFailure = .skip,
        _ work: @escaping @Sendable (inout HookContext) throws -> Void
    ) -> Hook {
        Hook(name, at: Set(stages), order: order, timeLimit: timeLimit, onFailure: onFailure) { context in
            context = try await onOwnThread { [context] in
                var context = context
                try work(&context)
                return context
            }
        }
    }
}

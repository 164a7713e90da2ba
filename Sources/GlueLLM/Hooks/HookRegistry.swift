/// The hooks of a client or a run, in the order in which they run.
///
/// A registry is a value. Hooks that are to hold for a whole process are a registry like any other, which is passed to
/// those that make clients:
///
/// ```swift
/// client.hooks = defaults.merging(HookRegistry([shout]))
/// ```
public struct HookRegistry: Sendable {
    /// By order, then as they were added.
    public private(set) var hooks: [Hook]

    public init(_ hooks: [Hook] = []) { self.hooks = Self.sorted(hooks) }

    public var isEmpty: Bool { hooks.isEmpty }

    public mutating func add(_ hook: Hook) { hooks = Self.sorted(hooks + [hook]) }

    /// - Parameter stages: Where the hooks of that name run no more; nil for everywhere.
    public mutating func remove(named name: String, from stages: Set<HookStage>? = nil) {
        hooks = hooks.compactMap { hook in
            guard hook.name == name else { return hook }
            var hook = hook
            hook.stages.subtract(stages ?? hook.stages)
            return hook.stages.isEmpty ? nil : hook
        }
    }

    /// These hooks and those of another, which come after them where the order is the same.
    public func merging(_ other: HookRegistry) -> HookRegistry { HookRegistry(hooks + other.hooks) }

    func hooks(at stage: HookStage) -> [Hook] { hooks.filter { $0.isEnabled && $0.stages.contains(stage) } }

    /// Sorting of the standard library keeps what is equal in its order, but does not promise so.
    private static func sorted(_ hooks: [Hook]) -> [Hook] {
        hooks.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
    }
}

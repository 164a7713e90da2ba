import GlueJSON
import GlueLLM
import GlueSemantics
import Synchronization

/// Tools that answer as they did when the session was recorded.
///
/// Each run is given once: to the call with its arguments, else to the next call of the tool, so that the replay goes on
/// and the comparison of the traces shows the arguments.
final class RecordedTools: Sendable {
    private let definitions: [ToolDefinition]
    private let runs: [RecordedToolRun]
    private let isUsed: Mutex<[Bool]>

    /// What runs for real.
    private let live: [String: AnyTool]
    /// Whether it does so also where the recording has an answer.
    private let prefersLive: Bool

    /// - Parameter live: Tools that run for real where the recording has no answer to a call.
    convenience init(_ session: RecordedSession, live: [any Tool] = [], prefersLive: Bool = false) {
        // The tool that only takes the answer in its form is offered by the engine itself.
        let form = session.output?.mode == .tool ? session.output?.format.name : nil
        self.init(
            definitions: (session.exchanges.first?.tools ?? []).filter { $0.name != form },
            runs: session.toolRuns,
            live: live,
            prefersLive: prefersLive
        )
    }

    init(definitions: [ToolDefinition], runs: [RecordedToolRun], live: [any Tool] = [], prefersLive: Bool = false) {
        self.prefersLive = prefersLive
        self.live = Dictionary(live.map { ($0.name, AnyTool($0)) }, uniquingKeysWith: { first, _ in first })
        // Those that a fork brings along are offered behind the recorded ones; a replay offers what was offered.
        let names = Set(definitions.map(\.name))
        self.definitions = definitions + (prefersLive ? [] : live.filter { !names.contains($0.name) }.map { AnyTool($0).definition })
        self.runs = runs
        isUsed = Mutex(runs.map { _ in false })
    }

    var tools: [any Tool] {
        definitions.map { definition in
            AnyTool(definition, returning: { arguments in try await self.answer(definition.name, arguments) })
        }
    }

    private func answer(_ name: String, _ arguments: JSONValue) async throws -> ToolResult {
        if prefersLive, let tool = live[name] { return try await tool.call(arguments: arguments) }
        let index = isUsed.withLock { isUsed in
            let open = runs.indices.filter { !isUsed[$0] && runs[$0].name == name && Self.reachedTool(runs[$0]) }
            let same = open.first { Self.normal(runs[$0].arguments) == Self.normal(arguments) }
            // A call with other arguments is answered by the next run only where nothing could answer it for real.
            let index = same ?? (live[name] == nil ? open.first : nil)
            if let index { isUsed[index] = true }
            return index
        }
        guard let index else {
            if let tool = live[name] { return try await tool.call(arguments: arguments) }
            throw ToolFailure(type: "not_recorded", message: "the recording holds no more runs of the tool \(name)")
        }
        let response = runs[index].response ?? .null
        guard let type = runs[index].errorType else { return Self.result(runs[index], response) }
        let words = response.string ?? response.text()
        let prefix = "Error: "
        throw ToolFailure(type: type, message: words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : words)
    }

    private static func result(_ run: RecordedToolRun, _ response: JSONValue) -> ToolResult {
        var result = ToolResult(response, parts: run.parts, endsCall: run.endsCall)
        result.cutBytes = run.cutBytes
        return result
    }

    /// Whether the engine called the tool: what was no JSON or was not approved was refused before, and will be again.
    private static func reachedTool(_ run: RecordedToolRun) -> Bool {
        run.errorType != "invalid_json" && run.errorType != "unknown_tool" && run.approval != ToolApproval.denied
    }

    /// What was decided on the calls; nil where nothing decided.
    var approve: (@Sendable (ToolApprovalRequest) async -> ToolApproval)? {
        let decided = runs.filter { $0.approval != nil }
        guard !decided.isEmpty else { return nil }
        return { request in
            guard let run = decided.first(where: { $0.name == request.call.name && $0.callID == request.call.id }) else { return .allow }
            switch run.approval {
            case ToolApproval.denied:
                let words = run.response?.string ?? ""
                let prefix = ToolFailure.prefix + ToolFailure.deniedPrefix
                return .deny(reason: words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : words)
            case ToolApproval.replaced: return .replace(arguments: run.arguments ?? [:])
            default: return .allow
            }
        }
    }

    /// The arguments as the tool is given them.
    private static func normal(_ arguments: JSONValue?) -> JSONValue {
        switch arguments {
        case nil, .null?: .object([:])
        case .string(let text)?: (try? JSONValue(parsing: text)) ?? .string(text)
        case let value?: value
        }
    }
}

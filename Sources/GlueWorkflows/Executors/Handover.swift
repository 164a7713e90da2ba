import GlueJSON
import GlueLLM
import GlueSemantics
import Synchronization

/// A conversation that agents hand over to each other.
struct Handover: Sendable {
    let first: Agent

    /// - Throws: ``LLMError/Kind/tooManyRounds`` where it is handed over more often than the first agent allows.
    func run(_ input: String) async throws(LLMError) -> StepOutput {
        var agent = first
        var conversation = Conversation()
        var messages = [Message.user(input)]
        var output = StepOutput("")
        for count in 0... {
            let choice = Choice()
            var client = agent.client
            client.tools += agent.handoffs.map { choice.tool(for: $0) }
            let completion = try await complete(agent, client, messages, &conversation)
            output.add(completion)
            guard let next = choice.agent else { break }
            guard count < first.handoffLimit else {
                throw LLMError(
                    .tooManyRounds,
                    "\(first.name) and others handed the conversation over more than \(first.handoffLimit) times; raise handoffLimit, or tell "
                        + "them more plainly who does what"
                )
            }
            messages = [.user("You are \(next.agent.name) and take over from \(agent.name). \(next.reason)")]
            agent = next.agent
        }
        return output
    }

    private func complete(
        _ agent: Agent,
        _ client: LLMClient,
        _ messages: [Message],
        _ conversation: inout Conversation
    ) async throws(LLMError) -> Completion {
        guard let schema = agent.schema else { return try await client.complete(messages, in: &conversation) }
        return try await client.structuredComplete(messages, schema: schema, in: &conversation).completion
    }

    /// Whom an agent chose to hand over to.
    private final class Choice: Sendable {
        private let state = Mutex<(agent: Agent, reason: String)?>(nil)

        /// Nil where the agent answered by itself.
        var agent: (agent: Agent, reason: String)? { state.withLock { $0 } }

        func tool(for agent: Agent) -> any Tool {
            let purpose = agent.description.isEmpty ? "" : ": \(agent.description)"
            let definition = ToolDefinition(
                name: JSONSchema.name(from: "transfer_to_\(agent.name)"),
                description: "Hands the conversation over to \(agent.name)\(purpose)",
                parameters: JSONSchema.object(["reason": .string("What the other is to know and to do")]).value
            )
            return AnyTool(
                definition,
                returning: { [self] arguments in
                    // The first of several that one answer names.
                    state.withLock { $0 = $0 ?? (agent, arguments["reason"]?.string ?? "") }
                    return .final("Handed over to \(agent.name).")
                }
            )
        }
    }
}

extension StepOutput {
    /// Makes it the output of a further completion, with what all of them took.
    fileprivate mutating func add(_ completion: Completion) {
        let next = StepOutput(completion)
        text = next.text
        value = next.value
        model = next.model
        toolRuns += next.toolRuns
        if let more = next.usage { usage = (usage ?? Usage()) + more }
        if let more = next.cost { cost = cost.map { $0 + more } ?? more }
    }
}

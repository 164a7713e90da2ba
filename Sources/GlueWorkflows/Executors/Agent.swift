public import GlueLLM
import GlueSemantics

/// A part that a model plays: a client with its own name, prompt, tools and limits.
///
/// ```swift
/// let client = try LLMClient(model: "openai:gpt-4o-mini")
/// let editor = Agent("editor", client, systemPrompt: "Shorten what you are given.")
/// print(try await editor.execute("…").text)
/// ```
/// An agent is a value. It keeps nothing between two steps: what it is to know stands in its input.
///
/// An agent that is given others to hand over to can pass the conversation on. Whoever has it last answers:
///
/// ```swift
/// var desk = Agent("desk", client, systemPrompt: "Find out who can help.")
/// desk.handoffs = [billing, repairs]
/// ```
public struct Agent: StepExecutor {
    public var name: String
    /// What the agent is good for, for those that choose among several.
    public var description: String
    /// Whom the agent asks, and how; its name is the agent's.
    public var client: LLMClient
    /// The form of its answers; nil for text.
    public var schema: OutputSchema?
    /// The agents that it may hand the conversation over to, each by a tool `transfer_to_{name}`.
    public var handoffs: [Agent] = []
    /// How often a conversation may be handed over before that is an error.
    public var handoffLimit = 5

    /// - Parameters:
    ///   - name: The name in spans, one of few.
    ///   - client: Whom to ask.
    ///   - systemPrompt: In place of the client's; nil to keep that.
    ///   - tools: In place of the client's; nil to keep those.
    ///   - schema: The form of its answers; nil for text.
    public init(
        _ name: String,
        _ client: LLMClient,
        description: String = "",
        systemPrompt: String? = nil,
        tools: [any Tool]? = nil,
        schema: OutputSchema? = nil
    ) {
        self.name = name
        self.description = description
        self.client = client
        self.client.name = name
        self.schema = schema
        if let systemPrompt { self.client.systemPrompt = systemPrompt }
        if let tools { self.client.tools = tools }
    }

    public func execute(_ input: String) async throws -> StepOutput {
        guard !handoffs.isEmpty else { return try await answer(input) }
        return try await Handover(first: self).run(input)
    }

    private func answer(_ input: String) async throws(LLMError) -> StepOutput {
        guard let schema else { return StepOutput(try await client.complete(input)) }
        return StepOutput(try await client.structuredComplete(input, schema: schema).completion)
    }
}

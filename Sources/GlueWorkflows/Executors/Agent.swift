public import GlueLLM

/// A part that a model plays: a client with its own name, prompt, tools and limits.
///
/// ```swift
/// let client = try LLMClient(model: "openai:gpt-4o-mini")
/// let editor = Agent("editor", client, systemPrompt: "Shorten what you are given.")
/// print(try await editor.execute("…").text)
/// ```
/// An agent is a value. It keeps nothing between two steps: what it is to know stands in its input.
public struct Agent: StepExecutor {
    public var name: String
    /// What the agent is good for, for those that choose among several.
    public var description: String
    /// Whom the agent asks, and how; its name is the agent's.
    public var client: LLMClient

    /// - Parameters:
    ///   - name: The name in spans, one of few.
    ///   - client: Whom to ask.
    ///   - systemPrompt: In place of the client's; nil to keep that.
    ///   - tools: In place of the client's; nil to keep those.
    public init(
        _ name: String,
        _ client: LLMClient,
        description: String = "",
        systemPrompt: String? = nil,
        tools: [any Tool]? = nil
    ) {
        self.name = name
        self.description = description
        self.client = client
        self.client.name = name
        if let systemPrompt { self.client.systemPrompt = systemPrompt }
        if let tools { self.client.tools = tools }
    }

    public func execute(_ input: String) async throws -> StepOutput {
        StepOutput(try await client.complete(input))
    }
}

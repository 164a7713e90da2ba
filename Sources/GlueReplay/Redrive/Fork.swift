public import GlueLLM
import GlueSemantics

/// Where a replay leaves its recording and goes on live, and with what.
///
/// ```swift
/// let fork = Fork(at: 2, provider: try OpenAIProvider(apiKey: key), model: "gpt-4.1")
/// let outcome = try await Redrive(recording).run(fork)
/// ```
/// The exchanges before it are answered from the recording; from it on the provider is asked for real, in the completion of
/// that exchange and in all that follow. Tools are answered from the recording where they are called as they were, and run
/// for real where one of ``tools`` has the name.
public struct Fork: Sendable {
    /// The first exchange that is live, by its index in the recording.
    public var exchange: Int
    public var provider: any ModelProvider
    /// In place of the recorded model; nil for that.
    public var model: String?
    /// In place of the recorded system prompt, in the live part; nil for that.
    public var systemPrompt: String?
    /// What runs for real. Tools that the recording does not know are offered beside those that it knows.
    public var tools: [any Tool]
    /// What stands for what was taken out of the recording when it was written, by the mark that is in its place, such as
    /// `[email]`.
    public var replacements: [String: String]

    public init(
        at exchange: Int,
        provider: any ModelProvider,
        model: String? = nil,
        systemPrompt: String? = nil,
        tools: [any Tool] = [],
        replacements: [String: String] = [:]
    ) {
        self.exchange = exchange
        self.provider = provider
        self.model = model
        self.systemPrompt = systemPrompt
        self.tools = tools
        self.replacements = replacements
    }
}

/// What a fork means for one completion.
struct ForkedSession: Sendable {
    let fork: Fork
    /// How many exchanges of the completion are answered from the recording.
    let recorded: Int
    /// What the completion began with, with all that was taken out of it put back.
    let prompt: [Message]?

    var tools: [any Tool] { fork.tools }

    /// The prompt from the start where nothing comes from the recording; else each live request has it put in.
    var systemPrompt: String? { recorded == 0 ? fork.systemPrompt : nil }

    func provider(behind mock: MockProvider) -> ForkProvider { ForkProvider(mock: mock, fork: fork, recorded: recorded) }
}

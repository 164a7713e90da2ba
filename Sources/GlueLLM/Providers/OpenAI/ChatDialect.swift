/// How a server that speaks like OpenAI's chat completions differs from them.
public struct ChatDialect: Sendable, Hashable {
    /// How the request names its bound for the answer's tokens.
    public var outputLimitName: OutputLimitName
    /// How the server's models are brought to answer in the form of a schema.
    public var structuredOutput: StructuredOutputMode
    /// Whether the request may say whether several tools may be asked for at once.
    public var takesParallelToolCalls: Bool
    /// Whether a stream tells its usage only where `stream_options` asks for it. Servers that refuse the member tell it anyway.
    public var takesStreamOptions: Bool
    /// Whether the request may say of how many tokens the next is drawn, which OpenAI's own server refuses.
    public var takesTopK: Bool
    /// How the request names its seed.
    public var seedName: String

    public init(
        outputLimitName: OutputLimitName = .automatic,
        structuredOutput: StructuredOutputMode = .native,
        takesParallelToolCalls: Bool = true,
        takesStreamOptions: Bool = true,
        takesTopK: Bool = true,
        seedName: String = "seed"
    ) {
        self.outputLimitName = outputLimitName
        self.structuredOutput = structuredOutput
        self.takesParallelToolCalls = takesParallelToolCalls
        self.takesStreamOptions = takesStreamOptions
        self.takesTopK = takesTopK
        self.seedName = seedName
    }
}

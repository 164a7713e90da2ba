/// The tokens that a model call was billed for. Every detail is a part of its total.
public struct Usage: Sendable, Hashable {
    public var inputTokens: Int
    public var outputTokens: Int
    /// Input tokens that the provider read from its cache; part of ``inputTokens``.
    public var cachedInputTokens: Int?
    /// Input tokens that the provider wrote to its cache; part of ``inputTokens``.
    public var cacheWriteInputTokens: Int?
    /// Output tokens that went into thinking; part of ``outputTokens``.
    public var reasoningTokens: Int?
    /// Input tokens that are sound; part of ``inputTokens``.
    public var audioInputTokens: Int?
    /// Output tokens that are sound; part of ``outputTokens``.
    public var audioOutputTokens: Int?

    public init(
        inputTokens: Int = 0,
        outputTokens: Int = 0,
        cachedInputTokens: Int? = nil,
        cacheWriteInputTokens: Int? = nil,
        reasoningTokens: Int? = nil,
        audioInputTokens: Int? = nil,
        audioOutputTokens: Int? = nil
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteInputTokens = cacheWriteInputTokens
        self.reasoningTokens = reasoningTokens
        self.audioInputTokens = audioInputTokens
        self.audioOutputTokens = audioOutputTokens
    }

    public var totalTokens: Int { inputTokens + outputTokens }

    public static func + (left: Usage, right: Usage) -> Usage {
        Usage(
            inputTokens: left.inputTokens + right.inputTokens,
            outputTokens: left.outputTokens + right.outputTokens,
            cachedInputTokens: sum(left.cachedInputTokens, right.cachedInputTokens),
            cacheWriteInputTokens: sum(left.cacheWriteInputTokens, right.cacheWriteInputTokens),
            reasoningTokens: sum(left.reasoningTokens, right.reasoningTokens),
            audioInputTokens: sum(left.audioInputTokens, right.audioInputTokens),
            audioOutputTokens: sum(left.audioOutputTokens, right.audioOutputTokens)
        )
    }

    public static func += (left: inout Usage, right: Usage) { left = left + right }

    private static func sum(_ left: Int?, _ right: Int?) -> Int? {
        left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }
}

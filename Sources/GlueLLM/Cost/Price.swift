public import GlueSemantics

/// What a model's tokens cost, in US dollars per million.
public struct Price: Sendable, Hashable, Codable {
    public var input: Double
    public var output: Double
    /// Input read from the provider's cache; nil where it costs what other input does.
    public var cachedInput: Double?
    /// Input written to the provider's cache; nil where it costs what other input does.
    public var cacheWriteInput: Double?
    /// Output that is thinking; nil where it costs what other output does.
    public var reasoningOutput: Double?
    /// Nil where sound has no price of its own, which makes a cost with sound in it an estimate.
    public var audioInput: Double?
    public var audioOutput: Double?
    /// What holds for the whole request when its input is long; nil where length does not matter.
    public var longContext: LongContext?

    /// Prices for requests whose input has more tokens than some bound.
    public struct LongContext: Sendable, Hashable, Codable {
        public var above: Int
        public var input: Double
        public var output: Double
        public var cachedInput: Double?
        public var cacheWriteInput: Double?

        public init(above: Int, input: Double, output: Double, cachedInput: Double? = nil, cacheWriteInput: Double? = nil) {
            self.above = above
            self.input = input
            self.output = output
            self.cachedInput = cachedInput
            self.cacheWriteInput = cacheWriteInput
        }

        enum CodingKeys: String, CodingKey {
            case above
            case input
            case output
            case cachedInput = "cached_input"
            case cacheWriteInput = "cache_write_input"
        }
    }

    public init(
        input: Double,
        output: Double,
        cachedInput: Double? = nil,
        cacheWriteInput: Double? = nil,
        reasoningOutput: Double? = nil,
        audioInput: Double? = nil,
        audioOutput: Double? = nil,
        longContext: LongContext? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWriteInput = cacheWriteInput
        self.reasoningOutput = reasoningOutput
        self.audioInput = audioInput
        self.audioOutput = audioOutput
        self.longContext = longContext
    }

    enum CodingKeys: String, CodingKey {
        case input
        case output
        case cachedInput = "cached_input"
        case cacheWriteInput = "cache_write_input"
        case reasoningOutput = "reasoning_output"
        case audioInput = "audio_input"
        case audioOutput = "audio_output"
        case longContext = "long_context"
    }

    /// What these tokens cost. Details are parts of their totals and not charged twice.
    public func cost(of usage: Usage) -> Double {
        let price = applying(to: usage.inputTokens)
        let cached = usage.cachedInputTokens ?? 0
        let written = usage.cacheWriteInputTokens ?? 0
        let heard = audioInput == nil ? 0 : usage.audioInputTokens ?? 0
        let said = audioOutput == nil ? 0 : usage.audioOutputTokens ?? 0
        let thought = price.reasoningOutput == nil ? 0 : usage.reasoningTokens ?? 0
        let plainInput = max(usage.inputTokens - cached - written - heard, 0)
        let plainOutput = max(usage.outputTokens - said - thought, 0)
        let input =
            Double(plainInput) * price.input + Double(cached) * (price.cachedInput ?? price.input)
            + Double(written) * (price.cacheWriteInput ?? price.input) + Double(heard) * (audioInput ?? 0)
        let output =
            Double(plainOutput) * price.output + Double(said) * (audioOutput ?? 0) + Double(thought) * (price.reasoningOutput ?? 0)
        return (input + output) / 1_000_000
    }

    /// Whether every kind of token that was counted has its price.
    func isComplete(for usage: Usage) -> Bool {
        ((usage.audioInputTokens ?? 0) == 0 || audioInput != nil) && ((usage.audioOutputTokens ?? 0) == 0 || audioOutput != nil)
    }

    /// The price for an input of this length.
    private func applying(to inputTokens: Int) -> Price {
        guard let long = longContext, inputTokens > long.above else { return self }
        return Price(
            input: long.input,
            output: long.output,
            // A detail without a long price keeps its proportion to the input's.
            cachedInput: long.cachedInput ?? cachedInput.map { scaled($0, long.input) },
            cacheWriteInput: long.cacheWriteInput ?? cacheWriteInput.map { scaled($0, long.input) }
        )
    }

    private func scaled(_ detail: Double, _ long: Double) -> Double { input > 0 ? detail * long / input : long }

    /// All of it, to be checked.
    var amounts: [Double] {
        [input, output, cachedInput, cacheWriteInput, reasoningOutput, audioInput, audioOutput].compactMap(\.self)
            + [longContext?.input, longContext?.output, longContext?.cachedInput, longContext?.cacheWriteInput].compactMap(\.self)
    }
}

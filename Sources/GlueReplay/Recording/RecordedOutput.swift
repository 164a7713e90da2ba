public import GlueLLM

/// The form in which a recorded completion was to be answered.
public struct RecordedOutput: Sendable, Hashable {
    public var format: OutputSchema
    public var mode: StructuredOutputMode
    /// How often an answer that did not fit was sent back.
    public var repairs: Int

    public init(format: OutputSchema, mode: StructuredOutputMode, repairs: Int = 0) {
        self.format = format
        self.mode = mode
        self.repairs = repairs
    }
}

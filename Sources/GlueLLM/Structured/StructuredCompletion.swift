/// What came of a call whose answer has a form.
public struct StructuredCompletion<Value: Sendable>: Sendable {
    public var value: Value
    /// The call with its totals, those of repairs included.
    public var completion: Completion

    public init(value: Value, completion: Completion) {
        self.value = value
        self.completion = completion
    }
}

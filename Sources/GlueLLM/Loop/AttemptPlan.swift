/// One attempt as it is to be made.
struct AttemptPlan<Value: Sendable>: Sendable {
    var model: String
    /// What the attempt is estimated to take, input and output; asked where a limit counts tokens.
    var tokens: @Sendable () -> Int
    /// What it took; nil where the answer does not say.
    var billed: @Sendable (Value) -> Int?
    /// Whether another attempt may be made beside it.
    var isHedgeable: Bool
    /// Whether it ends by itself when the attempt's limit is over.
    var keepsTimeLimit = false
    /// Whether it may be made again with another key, for all that the caller has seen.
    var mayRepeat: @Sendable () -> Bool = { true }
    /// The time so far that does not count as the attempt's.
    var excluded: @Sendable () -> Duration = { .zero }
    var operation: @Sendable (Attempt) async throws -> Value
}

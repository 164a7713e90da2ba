/// A function that answers steps.
///
/// ```swift
/// let count = FunctionExecutor("count") { "\($0.count) characters" }
/// ```
public struct FunctionExecutor: StepExecutor {
    public let name: String
    private let body: @Sendable (String) async throws -> StepOutput

    public init(_ name: String, _ body: @escaping @Sendable (String) async throws -> String) {
        self.name = name
        self.body = { StepOutput(try await body($0)) }
    }

    /// - Parameter body: Also says what the answer took, such as that of a model which the function called by itself.
    public init(_ name: String, answering body: @escaping @Sendable (String) async throws -> StepOutput) {
        self.name = name
        self.body = body
    }

    public func execute(_ input: String) async throws -> StepOutput { try await body(input) }
}

public import Testing

/// One real MLflow server for all tests of a suite, which find it as ``current``.
public struct MLflowServerTrait: SuiteTrait, TestScoping {
    @TaskLocal private static var server: Server?

    /// The suite's server.
    public static var current: Server { get throws { try #require(server) } }

    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Server.mlflow { server in try await Self.$server.withValue(server) { try await function() } }
    }
}

extension Trait where Self == MLflowServerTrait {
    public static var mlflowServer: Self { Self() }
}

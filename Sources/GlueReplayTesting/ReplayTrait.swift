public import GlueRedaction
public import GlueReplay
import GlueSemantics
import ServiceContextModule
public import Testing

/// Runs a test against a recorded trace: see ``Testing/Trait/replay(_:mode:matching:redactor:from:)``.
public struct ReplayTrait: TestTrait, TestScoping {
    let path: String
    let mode: ReplayMode
    let matching: Matching
    let redactor: Redactor

    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withReplay(file: path, mode: mode, matching: matching, redactor: redactor) { _ in try await function() }
    }
}

extension Trait where Self == ReplayTrait {
    /// Runs the test against a recorded trace.
    ///
    /// ```swift
    /// @Test(.replay("sessions/refund.pb"))
    /// func refund() async throws {
    ///     let client = try ReplaySession.current.client(model: "openai:gpt-4o-mini")
    ///     …
    /// }
    /// ```
    /// Any trace that a provider's answers can be read from will do. The test fails where a request finds no recorded answer,
    /// and where a recorded answer was not asked for. No network is reachable from within it. To make a recording, run the test
    /// with `GLUE_REPLAY_MODE=record-missing`, or with `mode: .record` to make this one anew.
    ///
    /// - Parameters:
    ///   - path: The recording, from the test's file on.
    ///   - mode: What is done with it; unless given, what the environment says.
    ///   - matching: How a request finds its answer.
    ///   - redactor: What is taken out of a recording before it is written, and out of requests before they are compared.
    public static func replay(
        _ path: String,
        mode: ReplayMode = .environment,
        matching: Matching = .lenient,
        redactor: Redactor = .secrets,
        from file: String = #filePath
    ) -> ReplayTrait {
        ReplayTrait(path: recordingPath(path, from: file), mode: mode, matching: matching, redactor: redactor)
    }
}

/// Runs a body against a recorded trace: for XCTest, and for part of a test.
///
/// ```swift
/// final class RefundTests: XCTestCase {
///     func testRefund() async throws {
///         try await withReplay("sessions/refund.pb") { session in
///             let client = try session.client(model: "openai:gpt-4o-mini")
///             …
///         }
///     }
/// }
/// ```
/// - Parameters:
///   - path: The recording, from the caller's file on.
///   - mode: What is done with it; unless given, what the environment says.
///   - matching: How a request finds its answer.
///   - redactor: What is taken out of a recording before it is written, and out of requests before they are compared.
/// - Throws: ``ReplayTestError``, and what the body throws.
public func withReplay<Result: Sendable>(
    _ path: String,
    mode: ReplayMode = .environment,
    matching: Matching = .lenient,
    redactor: Redactor = .secrets,
    from file: String = #filePath,
    _ body: @Sendable (ReplaySession) async throws -> Result
) async throws -> Result {
    try await withReplay(file: recordingPath(path, from: file), mode: mode, matching: matching, redactor: redactor, body)
}

private func withReplay<Result: Sendable>(
    file path: String,
    mode: ReplayMode,
    matching: Matching,
    redactor: Redactor,
    _ body: @Sendable (ReplaySession) async throws -> Result
) async throws -> Result {
    let session = try ReplaySession(path: path, mode: mode, matching: matching, redactor: redactor)
    var context = ServiceContext.current ?? .topLevel
    context.isOffline = !session.isRecording
    let result = try await ServiceContext.withValue(context) {
        try await ReplaySession.$active.withValue(session) { try await body(session) }
    }
    try await session.finish()
    return result
}

private func recordingPath(_ path: String, from file: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    return file[..<(file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex)] + path
}

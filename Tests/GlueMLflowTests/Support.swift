import Foundation
import GlueMLflow
import GlueRetry
import GlueTestSupport

extension MLflowClient {
    /// Of the suite's server, impatient.
    static func current() throws -> MLflowClient { try at(MLflowServerTrait.current.baseURL) }

    static func at(_ uri: String, retries: Int = 7) throws -> MLflowClient {
        var settings = MLflowSettings(trackingURI: uri)
        settings.retry = MLflowRetry(
            maximumRetries: retries,
            backoff: Backoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        )
        return try MLflowClient(settings)
    }

    /// A fresh experiment.
    func experiment() async throws -> String { try await createExperiment("test-\(UUID().uuidString)") }
}

extension RunOptions {
    /// For tests: short waits, in memory.
    static var quick: RunOptions { RunOptions(spool: .memory, interval: .milliseconds(20)) }

    static func spooled(in folder: String) -> RunOptions {
        RunOptions(spool: SpoolSettings(path: folder, bytes: 8 << 20), interval: .milliseconds(20))
    }
}

/// What an operation fails with.
func failure(_ body: () async throws(MLflowError) -> some Any) async -> MLflowError? {
    do throws(MLflowError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

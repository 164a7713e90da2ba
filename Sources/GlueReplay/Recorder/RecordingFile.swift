import GlueLLM
import GlueOTLP
import GlueTelemetry

/// Appends the spans of a recorder to a file, a span a line, as soon as they have ended.
struct RecordingFile: TelemetryDestination {
    let name = "recording"
    let wantsContent = true
    private let appender: LineAppender

    /// - Throws: Where the file cannot be written, or another process has it.
    init(path: String) throws(BatchError) { appender = try LineAppender(path, durability: .written) }

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        do {
            for line in try batch.traces().recordingLines() { try await appender.append(line.dropLast()) }
            return .delivered()
        } catch let error as OTLPError {
            return .refused(reason: "\(error)")
        } catch {
            return .unavailable(reason: "\(error)", retryAfter: nil)
        }
    }
}

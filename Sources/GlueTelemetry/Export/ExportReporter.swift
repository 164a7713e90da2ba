import GlueOTLP
import Logging
import Synchronization

/// Tells the log what destinations do: each change once, not each batch.
final class ExportReporter: Sendable {
    private let destination: String
    private let signal: OTLP.Signal
    private let logger: Logger
    private let trouble = Mutex<String?>(nil)

    init(destination: String, signal: OTLP.Signal, logger: Logger) {
        self.destination = destination
        self.signal = signal
        self.logger = logger
    }

    /// - Parameter outcome: Nil where the destination did not return in time.
    func report(_ outcome: ExportOutcome?, records: Int) {
        switch outcome {
        case .delivered(let rejected, let message):
            if rejected > 0 {
                change(to: "rejected \(message ?? "")") {
                    logger.warning(
                        "a destination rejected records",
                        metadata: metadata(["rejected": "\(rejected)", "said": "\(message ?? "")"])
                    )
                }
            } else if let message, !message.isEmpty {
                change(to: "warned \(message)") {
                    logger.warning("a destination took records with a warning", metadata: metadata(["said": "\(message)"]))
                }
            } else if trouble.withLock({ $0.take() }) != nil {
                logger.info("a destination takes records again", metadata: metadata([:]))
            }
        case .refused(let reason):
            change(to: reason) {
                logger.error(
                    "a destination refuses records, they are dropped",
                    metadata: metadata(["reason": "\(reason)", "records": "\(records)"])
                )
            }
        case .tooLarge where records > 1, .invalid where records > 1:
            break
        case .invalid(let reason):
            change(to: reason) {
                logger.error("a destination calls a record bad, it is dropped", metadata: metadata(["reason": "\(reason)"]))
            }
        case .tooLarge:
            change(to: "too large") {
                logger.error("records are too large for a destination, they are dropped", metadata: metadata(["records": "\(records)"]))
            }
        case .unavailable(let reason, _):
            change(to: "unavailable") {
                logger.warning("a destination is not available, records wait for it", metadata: metadata(["reason": "\(reason)"]))
            }
        case nil:
            change(to: "unavailable") {
                logger.warning("a destination did not answer in time, records wait for it", metadata: metadata([:]))
            }
        }
    }

    private func change(to news: String, _ log: () -> Void) {
        let isNews = trouble.withLock { trouble in
            defer { trouble = news }
            return trouble != news
        }
        if isNews { log() }
    }

    private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging(["destination": "\(destination)", "signal": "\(signal)"]) { $1 }
    }
}

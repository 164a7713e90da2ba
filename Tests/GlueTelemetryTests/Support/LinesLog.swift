import Logging

/// Keeps what is logged, a line each: level, message, metadata.
final class LinesLog: Sendable {
    private let kept = Box<[String]>([])

    var lines: [String] { kept.value }
    var logger: Logger { Logger(label: "test") { _ in handler } }
    var handler: any LogHandler { Handler(kept: kept) }

    private struct Handler: LogHandler {
        let kept: Box<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            kept.change { $0.append("\(event.level) \(event.message) \(all.joined(separator: " "))") }
        }
    }
}

import Foundation
import GlueTelemetry

/// The ids of the spans that have ended, one line each: what must be found at the collector in the end.
///
/// Lines go to the system at once, so that a kill loses none that was written.
final class IDFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(CommandFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be written: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func append(_ contexts: [SpanContext]) {
        var lines = Array(contexts.map { "\($0.traceID) \($0.spanID)\n" }.joined().utf8)[...]
        // One call, so that lines of several tasks do not mix; the system takes less only where a disk is full.
        while !lines.isEmpty {
            let count = lines.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            lines = lines.dropFirst(count)
        }
    }
}

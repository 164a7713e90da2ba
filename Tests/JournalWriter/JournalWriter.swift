import Foundation
import GlueJournal
import GlueOTLP

/// A process for the tests to kill: appends records without end, and writes down each number once its append has returned.
///
/// `JournalWriter DIRECTORY IDS SENT FIRST`: numbers from FIRST on go to the journal in DIRECTORY and to the file IDS; what
/// is read from the queue goes to the file SENT before it is settled. Each file has one number of 8 bytes after the other.
@main
struct JournalWriter {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let first = Int(arguments[4]) else { exit(2) }
        let journal = Journal(
            resource: OTLP.Resource(),
            lanes: ["a"],
            directory: JournalDirectory(path: arguments[1], segmentBytes: 64 << 10),
            now: { 1 }
        )
        guard let ids = Numbers(arguments[2]), let sent = Numbers(arguments[3]) else { exit(2) }
        let scope = journal.intern(scope: OTLP.Scope(name: "writer").packed())
        for thread in 0..<3 {
            Thread.detachNewThread {
                var number = first + thread
                while true {
                    let header = RecordHeader(
                        kind: .span,
                        traceID: OTLP.TraceID(high: 1, low: UInt64(number)),
                        scope: scope,
                        base: 40 + number % 500
                    )
                    _ = journal.append(header) { $0.update(repeating: UInt8(truncatingIfNeeded: number), count: header.base) }
                    ids.append([number])
                    number += 3
                }
            }
        }
        while true {
            guard let batch = journal.read(lane: 0, records: 64) else { continue }
            // Half of what is written stays, so that there is something to find.
            let (mine, _) = batch.halves
            var numbers: [Int] = []
            mine.forEach { numbers.append(Int($0.header.traceID.low)) }
            sent.append(numbers)
            journal.settle(mine, acknowledged: mine.count)
        }
    }
}

/// A file of numbers, each written by one call of the system.
struct Numbers: Sendable {
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    func append(_ numbers: [Int]) {
        numbers.withUnsafeBytes { bytes in
            guard write(descriptor, bytes.baseAddress, bytes.count) == bytes.count else { exit(3) }
        }
    }
}

import Foundation
import GlueJournal
import GlueOTLP

/// A process for the tests to kill: appends records without end, and writes down each number once its append has returned.
///
/// `JournalWriter fill DIRECTORY COUNT`: appends so many records to a disk that has no room for them, says where they are, and
/// reads all of them back.
///
/// `JournalWriter DIRECTORY IDS SENT FIRST`: numbers from FIRST on go to the journal in DIRECTORY and to the file IDS; what
/// is read from the queue goes to the file SENT before it is settled. Each file has one number of 8 bytes after the other.
@main
struct JournalWriter {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 4, arguments[1] == "fill", let count = Int(arguments[3]) { return fill(arguments[2], count) }
        guard arguments.count == 5, let first = Int(arguments[4]) else { exit(2) }
        let journal = Journal(
            resource: OTLP.Resource(),
            lanes: ["a"],
            directory: JournalDirectory(path: arguments[1], bytes: 16 << 20, segmentBytes: 64 << 10),
            now: { 1 }
        )
        guard let ids = Numbers(arguments[2]), let sent = Numbers(arguments[3]) else { exit(2) }
        let scope = journal.intern(scope: OTLP.Scope(name: "writer").packed())
        for thread in 0..<3 {
            Thread.detachNewThread {
                var number = first + thread
                var pending: [HeldRecord] = []
                while true {
                    let header = RecordHeader(
                        kind: .span,
                        traceID: OTLP.TraceID(high: 1, low: UInt64(number)),
                        scope: scope,
                        base: 40 + number % 500
                    )
                    let fill = { (place: UnsafeMutablePointer<UInt8>) in
                        place.update(repeating: UInt8(truncatingIfNeeded: number), count: header.base)
                        begin(place, number)
                    }
                    if thread == 2, let held = journal.hold(header, kind: .pending, fill) {
                        // Held a while, as for a decision.
                        pending.append(held)
                    } else {
                        _ = journal.append(header, fill)
                    }
                    ids.append([number])
                    if pending.count > 50 {
                        journal.release(Array(pending[..<30]))
                        pending.removeFirst(30)
                    }
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

extension JournalWriter {
    /// A span begins with its ids: trace id in field 1, span id in field 2.
    private static func begin(_ place: UnsafeMutablePointer<UInt8>, _ number: Int) {
        let start: [UInt8] = [0x0A, 16] + Array(repeating: 0, count: 16) + [0x12, 8]
        place.update(from: start, count: start.count)
        withUnsafeBytes(of: number.bigEndian) { bytes in
            for (index, byte) in bytes.enumerated() { place[20 + index] = byte }
        }
    }

    private static func fill(_ directory: String, _ count: Int) {
        let journal = Journal(
            resource: OTLP.Resource(),
            lanes: ["a"],
            directory: JournalDirectory(path: directory, bytes: 16 << 20, segmentBytes: 64 << 10),
            now: { 1 }
        )
        let scope = journal.intern(scope: OTLP.Scope(name: "writer").packed())
        for number in 0..<count {
            let header = RecordHeader(kind: .span, traceID: OTLP.TraceID(high: 1, low: UInt64(number)), scope: scope, base: 500)
            _ = journal.append(header) { $0.update(repeating: UInt8(truncatingIfNeeded: number), count: 500) }
        }
        let full = journal.status
        print("problem: \(full.problem ?? "none")")
        print("disk: \(full.diskBytes > 0), memory: \(full.memoryBytes > 0)")
        var taken = 0
        while let batch = journal.read(lane: 0, records: 64) {
            batch.forEach { taken += $0.isIntact ? 1 : 0 }
            journal.settle(batch, acknowledged: batch.count)
        }
        print("taken: \(taken), adds up: \(journal.ledger.addsUp && journal.ledger.isSettled)")
        // There is room again.
        for _ in 0..<2000 {
            _ = journal.append(RecordHeader(kind: .span, scope: scope, base: 500)) { $0.update(repeating: 0, count: 500) }
        }
        print("problem: \(journal.status.problem ?? "none")")
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

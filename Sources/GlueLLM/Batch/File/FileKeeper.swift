import Foundation
import GlueJSON
import GlueSemantics

/// Keeps a batch in its output and in the record of what was sent.
struct FileKeeper: BatchKeeper {
    let file: BatchFile
    private let output: LineAppender
    private let journal: LineAppender

    /// - Throws: ``BatchError/Reason/inUse(path:)`` where another process works on the output.
    init(_ file: BatchFile) throws(BatchError) {
        self.file = file
        output = try LineAppender(file.output, durability: file.durability)
        journal = try LineAppender(file.journal, durability: file.durability)
    }

    func willSend(_ item: PlacedItem, estimate: Cost) async throws(LLMError) {
        var line: JSONObject = ["sent": .string(item.id)]
        if let dollars = estimate.dollars { line["estimate_usd"] = .number(dollars) }
        try await journal.append(JSONValue.object(line).bytes())
    }

    func keep(_ result: BatchResult) async throws(LLMError) { try await output.append(result.json.bytes()) }

    func keepTaken(by result: BatchResult) async throws(LLMError) {
        var line: JSONObject = ["ended": .string(result.id)]
        if let error = result.error { line["error"] = .string(error.kind.rawValue) }
        line.setTaken(by: result)
        try await journal.append(JSONValue.object(line).bytes())
    }

    /// Writes down what becomes of a provider's batch.
    func note(_ line: JSONObject) async throws(LLMError) { try await journal.append(JSONValue.object(line).bytes()) }

    func finish() async throws(BatchError) {
        do throws(LLMError) {
            try await output.finish()
            try await journal.finish()
        } catch {
            throw BatchError(.stopped(error))
        }
    }

    /// What earlier runs left behind, once what broke off is cut.
    func history() async throws(BatchError) -> BatchHistory {
        var history = BatchHistory()
        try await read(file.output, output) { line in history.addAnswer(line) }
        try await read(file.journal, journal) { line in history.addRecord(line) }
        history.finish()
        return history
    }

    /// - Parameter take: Takes a line; false where it is none of ours.
    private func read(_ path: String, _ appender: LineAppender, _ take: (JSONValue) -> Bool) async throws(BatchError) {
        guard let reader = try LineReader(path) else { return }
        var number = 0
        var start = 0
        while let (bytes, isWhole) = try reader.next() {
            number += 1
            let isKnown = (try? JSONValue(parsing: bytes)).map(take) ?? false
            if !isWhole {
                try await repair(bytes, at: start, isKept: isKnown, appender)
            } else if !isKnown {
                throw BatchError(.file(path: path, reason: "line \(number) is none that a batch writes; choose another output"))
            }
            start = reader.offset
        }
    }

    private func repair(_ torn: [UInt8], at offset: Int, isKept: Bool, _ appender: LineAppender) async throws(BatchError) {
        if !isKept {
            let aside = try LineAppender(file.torn, durability: file.durability)
            try await Self.asBatchError { () async throws(LLMError) in try await aside.append(torn) }
        }
        try await Self.asBatchError { () async throws(LLMError) in try await appender.repair(at: offset, isKept: isKept) }
    }

    private static func asBatchError(_ work: () async throws(LLMError) -> Void) async throws(BatchError) {
        do throws(LLMError) {
            try await work()
        } catch {
            throw BatchError(.stopped(error))
        }
    }
}

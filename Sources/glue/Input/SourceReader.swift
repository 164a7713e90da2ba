import Foundation
import GlueJournal
import GlueOTLP
import GlueReplay
import GlueScope

/// Reads a SOURCE: a file, the directory of a journal, a scope's database, a trace of a server, or standard input for `-`.
enum SourceReader {
    /// - Throws: ``CommandFailure`` with the status for bad input, or for wrong usage where there is no such file.
    static func read(_ source: String) async throws(CommandFailure) -> TelemetryFile {
        if let remote = RemoteSource(source) { return try await remote.read() }
        if source != "-", JournalInspection.isJournal(source) { return try journal(source) }
        if source != "-", let (archive, trace) = ScopeDatabase.archive(source) { return try database(archive, trace, source) }
        let bytes = try bytes(of: source)
        do {
            return try TelemetryFile(bytes: bytes)
        } catch {
            if let whole = withoutTornLine(bytes) {
                Terminal.tell("\(name(of: source)): the last line breaks off and is left out; its writer may have been killed")
                return whole
            }
            throw CommandFailure(.badInput, "\(name(of: source)): \(error)")
        }
    }

    /// The lines before one that a recorder was killed in; nil where that is not what is wrong.
    private static func withoutTornLine(_ bytes: [UInt8]) -> TelemetryFile? {
        let newline = UInt8(ascii: "\n")
        guard bytes.first == UInt8(ascii: "{"), bytes.last != newline, let end = bytes.lastIndex(of: newline) else { return nil }
        return try? TelemetryFile(bytes: Array(bytes[...end]))
    }

    /// What a journal holds, whether it was sent or not; what cannot be read of it is left out and told.
    private static func journal(_ source: String) throws(CommandFailure) -> TelemetryFile {
        do {
            let journal = try JournalInspection(path: source)
            let damaged = journal.segments.reduce(0) { $0 + $1.damaged }
            if damaged > 0 { Terminal.tell("\(source): \(damaged) damaged records are left out") }
            for (path, reason) in journal.unreadable.sorted(by: { $0.key < $1.key }) { Terminal.tell("\(path) is left out: \(reason)") }
            return journal.telemetry()
        } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
    }

    /// What a scope's database holds, or one of its traces.
    private static func database(
        _ archive: ScopeArchive,
        _ trace: OTLP.TraceID?,
        _ source: String
    ) throws(CommandFailure) -> TelemetryFile {
        do throws(StoreError) {
            guard let trace else { return try archive.telemetry() }
            if let file = try archive.trace(trace) { return file }
        } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
        throw CommandFailure(.no, "there is no such trace in \(source)")
    }

    /// Reads several as one recording: traces and their logs may come in files of their own.
    static func read(_ sources: [String]) async throws(CommandFailure) -> TelemetryFile {
        var whole = TelemetryFile()
        for source in sources { whole.append(try await read(source)) }
        return whole
    }

    /// The traces of a SOURCE, of which there is at least one span.
    static func traces(_ source: String) async throws(CommandFailure) -> OTLP.Traces {
        let traces = try await read(source).traces
        guard traces.resourceSpans.contains(where: { $0.scopeSpans.contains { !$0.spans.isEmpty } }) else {
            throw CommandFailure(.badInput, "\(name(of: source)): there is no span in it")
        }
        return traces
    }

    /// The exchanges and sessions of several SOURCEs, of which there is at least one.
    static func recording(_ sources: [String]) async throws(CommandFailure) -> Recording {
        let file = try await read(sources)
        do {
            return try Recording(file)
        } catch {
            throw CommandFailure(.badInput, "\(sources.map(name(of:)).joined(separator: ", ")): \(error)")
        }
    }

    /// The index of a file that is better not read as a whole; nil for any other source.
    static func index(of sources: [String]) -> RecordingIndex? {
        guard sources.count == 1, let size = try? FileManager.default.attributesOfItem(atPath: sources[0])[.size] as? Int,
            size > largestWhole
        else { return nil }
        return try? RecordingIndex(path: sources[0])
    }

    /// Larger files are read request by request where that is possible.
    private static let largestWhole = 64 << 20

    private static func bytes(of source: String) throws(CommandFailure) -> [UInt8] {
        if source == "-" { return try bytes(from: .standardInput, source) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw CommandFailure(.usage, "there is no file \(source)")
        }
        guard !isFolder.boolValue else {
            throw CommandFailure(
                .badInput,
                "\(source) is a folder and no journal; name a .pb or .jsonl file, a journal's directory, or - for standard input"
            )
        }
        guard let handle = FileHandle(forReadingAtPath: source) else {
            throw CommandFailure(.badInput, "\(source) cannot be opened; may you read it?")
        }
        defer { try? handle.close() }
        return try bytes(from: handle, source)
    }

    /// Through a handle, which also reads pipes such as a shell's `<(…)`.
    private static func bytes(from handle: FileHandle, _ source: String) throws(CommandFailure) -> [UInt8] {
        do {
            return [UInt8](try handle.readToEnd() ?? Data())
        } catch {
            throw CommandFailure(.badInput, "\(name(of: source)) cannot be read: \(error.localizedDescription)")
        }
    }

    static func name(of source: String) -> String { source == "-" ? "standard input" : source }
}

public import Foundation
import GlueJSON
import Synchronization

/// Appends events to a file, a JSON object a line, with the time of day.
///
/// The file is made where it is missing, for its owner alone: pieces of streamed text are in it.
public final class JSONLinesSink: ProcessEventSink {
    private let file: Mutex<FileHandle>
    private let now: @Sendable () -> Date

    /// - Parameter now: What the time is.
    /// - Throws: ``LLMError/Kind/configuration`` where the file cannot be written to.
    public init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(LLMError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LLMError(.configuration, "events cannot be written to \(path): \(String(cString: strerror(errno)))")
        }
        file = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
        self.now = now
    }

    public func receive(_ event: ProcessEvent) throws {
        var object: JSONObject = ["time": .string(now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))]
        for member in event.json.object ?? [:] { object[member.key] = member.value }
        let line = Data(JSONValue.object(object).bytes() + [UInt8(ascii: "\n")])
        try file.withLock { try $0.write(contentsOf: line) }
    }
}

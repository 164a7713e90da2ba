import Foundation
public import GlueJSON

/// Appends records to a file, a JSON object a line; a file that is large enough steps aside for a new one.
///
/// The file is made with the first record, for its owner alone: what people asked is in it. `calls.jsonl` steps aside as
/// `calls.jsonl.1`, the one before as `calls.jsonl.2`, and so on.
public actor JSONLinesEvaluationStore: EvaluationStore {
    private let path: String
    private let size: Int
    private let keep: Int
    private var file: FileHandle?
    private var length = 0
    private var isClosed = false

    /// - Parameters:
    ///   - size: How many bytes a file may have before it steps aside. A single record may be longer.
    ///   - keep: How many files that stepped aside are kept.
    public init(path: String, size: Int = 64 << 20, keep: Int = 5) {
        self.path = path
        self.size = size
        self.keep = max(keep, 0)
    }

    /// - Throws: ``LLMError/Kind/configuration`` where the file cannot be written to or the store is closed.
    public func record(_ record: JSONValue) throws {
        guard !isClosed else { throw LLMError(.configuration, "the store of \(path) is closed") }
        let line = Data(record.bytes() + [UInt8(ascii: "\n")])
        if length > 0, length + line.count > size { try stepAside() }
        let file = try self.file ?? open()
        try file.write(contentsOf: line)
        length += line.count
    }

    public func close() {
        isClosed = true
        try? file?.close()
        file = nil
    }

    private func open() throws -> FileHandle {
        let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LLMError(.configuration, "records cannot be written to \(path): \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        length = Int(try file.seekToEnd())
        self.file = file
        if length >= size {
            try stepAside()
            return try open()
        }
        return file
    }

    private func stepAside() throws {
        try file?.close()
        file = nil
        length = 0
        for number in stride(from: keep, to: 0, by: -1) {
            rename(number == 1 ? path : "\(path).\(number - 1)", "\(path).\(number)")
        }
        if keep == 0 { unlink(path) }
    }
}

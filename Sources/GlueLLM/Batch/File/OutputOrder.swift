import Foundation
import GlueJSON

/// Puts an output into the order of its items.
enum OutputOrder {
    /// A reader finds the old file or the new one. Of the lines only their places are in memory.
    static func put(_ path: String) throws(BatchError) {
        guard let reader = try LineReader(path) else { return }
        var lines: [(index: Int, start: Int)] = []
        var start = 0
        while let (bytes, _) = try reader.next() {
            lines.append(((try? JSONValue(parsing: bytes))?["index"]?.count ?? .max, start))
            start = reader.offset
        }
        guard zip(lines, lines.dropFirst()).contains(where: { $0.index > $1.index }) else { return }
        lines.sort { ($0.index, $0.start) < ($1.index, $1.start) }
        do {
            let draft = path + ".ordered"
            let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? source.close() }
            guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]),
                let target = FileHandle(forWritingAtPath: draft)
            else { throw BatchError(.file(path: draft, reason: "it cannot be made")) }
            defer { try? target.close() }
            for line in lines {
                try source.seek(toOffset: UInt64(line.start))
                try target.write(contentsOf: Self.line(of: source))
            }
            try target.synchronize()
            guard rename(draft, path) == 0 else { throw BatchError(.file(path: path, reason: String(cString: strerror(errno)))) }
        } catch let error as BatchError {
            throw error
        } catch {
            throw BatchError(.file(path: path, reason: error.localizedDescription))
        }
    }

    private static func line(of source: FileHandle) throws -> Data {
        var line = Data()
        while let piece = try source.read(upToCount: 1 << 14), !piece.isEmpty {
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) { return line + piece[...end] }
            line += piece
        }
        return line + [UInt8(ascii: "\n")]
    }
}

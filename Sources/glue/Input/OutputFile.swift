import Foundation
import GlueJSON
import GlueOTLP

/// Writes files.
enum OutputFile {
    /// Writes telemetry in the form that the path's ending asks for: the whole file, or what was there stays.
    static func write(_ file: TelemetryFile, to path: String) throws(CommandFailure) {
        guard let format = TelemetryFile.Format(fileName: path) else {
            throw CommandFailure(.usage, "\(path): the name must end in .pb, .jsonl, .pb.gz or .jsonl.gz")
        }
        try write(file.bytes(format), to: path)
    }

    /// Writes a value as indented JSON.
    static func write(_ value: JSONValue, to path: String) throws(CommandFailure) {
        try write(value.bytes(.indented) + [UInt8(ascii: "\n")], to: path)
    }

    static func write(text: String, to path: String) throws(CommandFailure) { try write(Array(text.utf8), to: path) }

    private static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(.no, "\(path) could not be written: \(error.localizedDescription)")
        }
    }

    /// A path in a folder, which is made where it is missing.
    static func path(_ name: String, in folder: String) throws(CommandFailure) -> String {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.no, "\(folder) could not be made: \(error.localizedDescription)")
        }
        return URL(fileURLWithPath: folder).appendingPathComponent(name).path
    }
}

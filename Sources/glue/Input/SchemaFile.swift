import Foundation
import GlueJSON
import GlueLLM

/// A file with a JSON Schema.
enum SchemaFile {
    /// - Throws: ``CommandFailure`` of bad input where there is no such file or it holds no schema.
    static func read(_ path: String) throws -> OutputSchema {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure(.badInput, "\(path) cannot be read")
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure(.badInput, "\(path) is no JSON: \(error)")
        }
        guard json.object != nil else { throw CommandFailure(.badInput, "\(path) holds no JSON Schema, which is an object") }
        let name = json["title"]?.string ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return OutputSchema(name: name, schema: JSONSchema(json))
    }
}

import Foundation
import GlueJSON
import Yams

/// A file that describes something, in YAML or JSON.
enum DescriptionFile {
    /// - Throws: ``CommandFailure`` of wrong usage where there is no such file, of bad input where it holds neither.
    static func read(_ path: String) throws(CommandFailure) -> JSONValue {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure(.usage, "\(path) cannot be read")
        }
        // JSON is YAML too, but its own reader says better what is wrong with it.
        if path.hasSuffix(".json") {
            do {
                return try JSONValue(parsing: text)
            } catch {
                throw CommandFailure(.badInput, "\(path) is no JSON: \(error)")
            }
        }
        do {
            guard let node = try Yams.compose(yaml: text) else { throw CommandFailure(.badInput, "\(path) is empty") }
            return JSONValue(node)
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.badInput, "\(path) is no YAML: \(error)")
        }
    }
}

extension JSONValue {
    /// A node of YAML, its members in their order.
    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let mapping): self = .object(JSONObject(mapping.map { ($0.key.string ?? "", JSONValue($0.value)) }))
        case .sequence(let sequence): self = .array(sequence.map(JSONValue.init))
        case .scalar(let scalar):
            // What stands in quotes is a text, whatever it looks like.
            guard scalar.style == .plain || scalar.style == .any else {
                self = .string(scalar.string)
                return
            }
            if node.null != nil {
                self = .null
            } else if let value = node.bool {
                self = .bool(value)
            } else if let value = node.int {
                self = .integer(Int64(value))
            } else if let value = node.float {
                self = .number(value)
            } else {
                self = .string(scalar.string)
            }
        case .alias: self = .null
        }
    }
}

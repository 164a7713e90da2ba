import GlueJSON
import GlueOTLP
import Logging

/// Turns the metadata of swift-log, and the values of events, into those of the protocol.
///
/// It does not cut texts: half a secret would not be known for one. That comes after the redaction.
struct LogValueEncoder: Sendable {
    /// How deep lists and maps may be nested.
    let depth: Int

    /// Sorted by key: a dictionary knows no order, and sorted attributes look alike from record to record, which compresses.
    func attributes(_ metadata: Logger.Metadata) -> [OTLP.KeyValue] {
        metadata.map { OTLP.KeyValue($0.key, value($0.value, depth: 1)) }.sorted { $0.key < $1.key }
    }

    func value(_ value: Logger.MetadataValue, depth level: Int) -> OTLP.AnyValue {
        switch value {
        case .string(let text): return .string(text)
        case .stringConvertible(let value): return scalar(value)
        case .array(let elements):
            guard level < depth else { return .array([]) }
            return .array(elements.map { self.value($0, depth: level + 1) })
        case .dictionary(let members):
            guard level < depth else { return .map([]) }
            return .map(
                members.map { OTLP.KeyValue($0.key, self.value($0.value, depth: level + 1)) }.sorted { $0.key < $1.key }
            )
        }
    }

    /// A number that was logged stays one.
    private func scalar(_ value: any CustomStringConvertible & Sendable) -> OTLP.AnyValue {
        switch value {
        case let value as Bool: .bool(value)
        case let value as Int: .int(Int64(value))
        case let value as Int64: .int(value)
        case let value as Int32: .int(Int64(value))
        case let value as UInt32: .int(Int64(value))
        case let value as Double: .double(value)
        case let value as Float: .double(Double(value))
        default: .string(value.description)
        }
    }

    func value(_ json: JSONValue, depth level: Int = 1) -> OTLP.AnyValue {
        switch json {
        case .null: return .empty
        case .bool(let value): return .bool(value)
        case .integer(let value): return .int(value)
        case .string(let text): return .string(text)
        case .array(let elements):
            guard level < depth else { return .array([]) }
            return .array(elements.map { value($0, depth: level + 1) })
        case .object(let members):
            guard level < depth else { return .map([]) }
            return .map(members.map { OTLP.KeyValue($0.key, value($0.value, depth: level + 1)) })
        default: return json.number.map { .double($0) } ?? .string(json.text())
        }
    }
}

extension OTLP.AnyValue {
    /// With texts of at most so many characters, in lists and maps too.
    func cut(to length: Int) -> OTLP.AnyValue {
        switch self {
        // A text has no more characters than bytes.
        case .string(let text): text.utf8.count > length ? .string(String(text.unicodeScalars.prefix(length))) : self
        case .bytes(let bytes): bytes.count > length ? .bytes(Array(bytes.prefix(length))) : self
        case .array(let elements): .array(elements.map { $0.cut(to: length) })
        case .map(let members): .map(members.map { OTLP.KeyValue($0.key, $0.value?.cut(to: length), keyIndex: $0.keyIndex) })
        case .empty, .bool, .int, .double, .stringIndex: self
        }
    }
}

import GlueOTLP
import GlueRedaction
import GlueSemantics

/// Looks for what must not be in a recording, before it is written: the last of several guards.
struct SecretSearch {
    private let redactor: Redactor

    /// - Parameter redactor: The client's own; the usual secrets are looked for in any case.
    init(_ redactor: Redactor) { self.redactor = .secrets + redactor }

    /// Where something was found: the span and the attribute, never the value.
    func places(in traces: OTLP.Traces) -> [String] {
        var found: [String] = []
        for span in traces.spans {
            func look(_ attributes: [OTLP.KeyValue], _ owner: String) {
                for attribute in attributes {
                    guard let value = attribute.value, holds(value, attribute.key) else { continue }
                    found.append("\(owner), \(attribute.key)")
                }
            }
            look(span.attributes, span.name)
            for event in span.events { look(event.attributes, "\(span.name), \(event.name)") }
            if let message = span.status?.message, redactor.redact(message) != message { found.append("\(span.name), status") }
        }
        return found
    }

    private func holds(_ value: OTLP.AnyValue, _ key: String) -> Bool {
        switch value {
        case .string(let text):
            if let bytes = WireBody.bytes(of: text) { return holds(String(decoding: bytes, as: UTF8.self)) }
            return holds(text)
        case .array(let elements): return elements.contains { holds($0, key) }
        case .map(let members): return members.contains { member in member.value.map { holds($0, member.key) } ?? false }
        default: return false
        }
    }

    private func holds(_ text: String) -> Bool { redactor.redact(text) != text }
}

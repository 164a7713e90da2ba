import GlueJSON
import GlueOTLP
import GlueSemantics

/// Attributes as labels.
struct PrometheusLabels {
    private(set) var list: PrometheusFamily.Labels = []

    /// - Parameter reserved: A label that the point's type uses itself.
    init(_ attributes: [OTLP.KeyValue], reserved: String? = nil) {
        // Keys that become one label are joined in the order of the keys.
        for attribute in attributes.sorted(by: { $0.key < $1.key }) {
            let name = PrometheusName.label(attribute.key)
            add(name == reserved ? "exported_\(name)" : name, attribute.value.map(Self.text) ?? "")
        }
    }

    init(scope: OTLP.Scope) {
        if !scope.name.isEmpty { list.append(("otel_scope_name", scope.name)) }
        if !scope.version.isEmpty { list.append(("otel_scope_version", scope.version)) }
        for attribute in scope.attributes.sorted(by: { $0.key < $1.key }) {
            add("otel_scope_\(PrometheusName.label(attribute.key))", attribute.value.map(Self.text) ?? "")
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        if let place = list.firstIndex(where: { $0.name == name }) {
            list[place].value += ";\(value)"
        } else {
            list.append((name, value))
        }
    }

    /// A list or a map is written as JSON.
    private static func text(_ value: OTLP.AnyValue) -> String {
        if case .string(let text) = value { return text }
        return value == .empty ? "" : json(value).text()
    }

    private static func json(_ value: OTLP.AnyValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .bool(let bool): .bool(bool)
        case .int(let int): .integer(int)
        case .double(let double): .number(double)
        case .array(let elements): .array(elements.map(json))
        case .map(let members): .object(JSONObject(members.map { ($0.key, $0.value.map(json) ?? .null) }))
        case .bytes(let bytes): .array(bytes.map { .integer(Int64($0)) })
        case .empty, .stringIndex: .null
        }
    }
}

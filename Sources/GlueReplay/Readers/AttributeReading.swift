import GlueJSON
import GlueOTLP
import GlueSemantics

typealias GenAINames = GenAI.Attributes

extension OTLP.AnyValue {
    /// The value as JSON of its own form: a text stays a text.
    var plain: JSONValue {
        switch self {
        case .empty, .stringIndex: .null
        case .string(let text): .string(text)
        case .bool(let value): .bool(value)
        case .int(let value): .integer(value)
        case .double(let value): .number(value)
        case .array(let elements): .array(elements.map(\.plain))
        case .map(let members): .object(JSONObject(members.map { ($0.key, $0.value?.plain ?? .null) }))
        case .bytes(let bytes): .array(bytes.map { .integer(Int64($0)) })
        }
    }

    /// A structured value, whether it was recorded as such or as JSON text.
    var structured: JSONValue? {
        guard case .string(let text) = self else { return plain }
        return try? JSONValue(parsing: text)
    }

    /// A flag, also where a tool wrote it as a word.
    var flag: Bool? {
        switch self {
        case .bool(let value): value
        case .string(let text): ["true": true, "false": false][text.lowercased()]
        default: nil
        }
    }

    /// A count, also where a tool wrote it as text.
    var count: Int? {
        switch self {
        case .int(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        case .string(let text): Int(text)
        default: nil
        }
    }
}

extension [OTLP.KeyValue] {
    /// The first of these attributes that is there.
    func first(of keys: String...) -> OTLP.AnyValue? {
        for key in keys { if let value = self[key] { return value } }
        return nil
    }

    /// The attributes below a prefix as one value: `a.0.b` becomes the member `b` of the element 0 of the array `a`.
    ///
    /// Nil where there is none.
    func tree(below prefix: String) -> JSONValue? {
        let start = prefix + "."
        var root = Branch()
        for attribute in self where attribute.key.hasPrefix(start) {
            let path = attribute.key.dropFirst(start.count).split(separator: ".", maxSplits: Branch.depthLimit)
            if path.count <= Branch.depthLimit { root.insert(attribute.value?.plain ?? .null, at: path) }
        }
        guard !root.isEmpty else { return nil }
        return root.json
    }
}

/// A value that is put together from attributes with dotted names.
private struct Branch {
    /// No convention nests deeper; a name made of dots must not exhaust the stack.
    static let depthLimit = 16

    private var leaf: JSONValue?
    private var children: [(name: Substring, branch: Branch)] = []
    private var places: [Substring: Int] = [:]

    var isEmpty: Bool { leaf == nil && children.isEmpty }

    mutating func insert(_ value: JSONValue, at path: some Collection<Substring>) {
        guard let name = path.first else {
            leaf = value
            return
        }
        if places[name] == nil {
            places[name] = children.count
            children.append((name, Branch()))
        }
        if let index = places[name] { children[index].branch.insert(value, at: path.dropFirst()) }
    }

    /// Numbered members are elements, in the order of their numbers.
    var json: JSONValue {
        if children.isEmpty { return leaf ?? .null }
        let numbered = children.compactMap { child in Int(child.name).map { ($0, child.branch) } }
        if numbered.count == children.count {
            return .array(numbered.sorted { $0.0 < $1.0 }.map(\.1.json))
        }
        return .object(JSONObject(children.map { (String($0.name), $0.branch.json) }))
    }
}

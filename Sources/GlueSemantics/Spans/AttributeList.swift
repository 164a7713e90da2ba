package import Tracing

/// Attributes in the order in which they are set, on their way to a span.
///
/// ``SpanAttributes`` are a dictionary: each key is hashed twice, when it is set and when it goes to the span, and the order
/// is lost. What is only passed on needs neither.
package struct AttributeList: Sendable {
    /// Of several with one key the last one counts.
    package private(set) var elements: [(key: String, value: SpanAttribute)] = []

    package init() {}

    package var isEmpty: Bool { elements.isEmpty }

    package mutating func set(_ key: String, _ value: SpanAttribute) {
        // What most spans need, at once.
        if elements.isEmpty { elements.reserveCapacity(12) }
        elements.append((key, value))
    }

    /// The value of a key as it was set last.
    package subscript(key: String) -> SpanAttribute? { elements.last { $0.key == key }?.value }
}

// MARK: - Setting

extension AttributeList {
    // One for each type that attributes are set from; to set nil changes nothing.

    package subscript(key: String) -> String? {
        get { if case .string(let value) = self[key] as SpanAttribute? { value } else { nil } }
        set { if let newValue { set(key, .string(newValue)) } }
    }

    package subscript(key: String) -> Int? {
        get { if case .int64(let value) = self[key] as SpanAttribute? { Int(value) } else { nil } }
        set { if let newValue { set(key, .int64(Int64(newValue))) } }
    }

    package subscript(key: String) -> Int64? {
        get { if case .int64(let value) = self[key] as SpanAttribute? { value } else { nil } }
        set { if let newValue { set(key, .int64(newValue)) } }
    }

    package subscript(key: String) -> Double? {
        get { if case .double(let value) = self[key] as SpanAttribute? { value } else { nil } }
        set { if let newValue { set(key, .double(newValue)) } }
    }

    package subscript(key: String) -> Bool? {
        get { if case .bool(let value) = self[key] as SpanAttribute? { value } else { nil } }
        set { if let newValue { set(key, .bool(newValue)) } }
    }

    package subscript(key: String) -> [String]? {
        get { if case .stringArray(let value) = self[key] as SpanAttribute? { value } else { nil } }
        set { if let newValue { set(key, .stringArray(newValue)) } }
    }
}

extension SpanAttributes {
    package init(_ list: AttributeList) {
        self.init()
        for (key, value) in list.elements { set(key, value: value) }
    }
}

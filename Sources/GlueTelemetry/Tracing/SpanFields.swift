import GlueOTLP
import Tracing

/// A span's attributes in the order in which they were set: what goes to every destination, and what only to those that
/// want message content.
struct SpanFields: ~Copyable {
    var base: AttributeFields
    var content: AttributeFields

    /// - Parameter isUnique: Whether no key comes twice.
    init(limit: Int, isUnique: Bool = false) {
        base = AttributeFields(of: .span, limit: limit, isUnique: isUnique)
        content = AttributeFields(of: .span, limit: limit, isUnique: isUnique)
    }

    var dropped: Int { base.dropped + content.dropped }
    var values: [OTLP.KeyValue] { base.values + content.values }

    /// Has an attribute set where it belongs.
    @inline(__always)
    mutating func change(_ key: String, _ encoder: AttributeEncoder, _ set: (inout AttributeFields, _ isContent: Bool) -> Void) {
        guard encoder.isContent(key) else { return set(&base, false) }
        if encoder.wantsContent { set(&content, true) }
    }

    /// Sets an attribute of the tracing API where it belongs.
    @inline(__always)
    mutating func set(_ key: String, _ value: SpanAttribute, _ encoder: AttributeEncoder) {
        change(key, encoder) { encoder.set(key, value, isContent: $1, in: &$0) }
    }

    mutating func remove(_ key: String) {
        base.remove(key)
        content.remove(key)
    }

    mutating func sort() {
        base.sort()
        content.sort()
    }
}

public import GlueOTLP
package import GlueSemantics
import Tracing

/// Attributes and events without the dictionary of the tracing API: packed as they come, in order.
extension OTLPSpan {
    /// Sets an attribute. A key that was set before keeps its place and gets the new value.
    public func set(_ key: String, _ value: String) {
        set(key, .string(value)) { $0.set(key, value, isContent: $2, in: &$1) }
    }

    /// Sets an attribute.
    public func set(_ key: String, _ value: Int) {
        set(key, .int64(Int64(value))) { encoder, fields, _ in encoder.set(key, Int64(value), in: &fields) }
    }

    /// Sets an attribute.
    public func set(_ key: String, _ value: Double) {
        set(key, .double(value)) { encoder, fields, _ in encoder.set(key, value, in: &fields) }
    }

    /// Sets an attribute.
    public func set(_ key: String, _ value: Bool) {
        set(key, .bool(value)) { encoder, fields, _ in encoder.set(key, value, in: &fields) }
    }

    /// Sets an attribute of any value that the protocol has, lists and maps included; nil takes it out.
    public func set(_ key: String, _ value: OTLP.AnyValue?) {
        guard let value else { return remove(key) }
        set(key, SpanAttribute(value)) { $0.set(key, value, isContent: $2, in: &$1) }
    }

    /// Adds an event that happens now.
    ///
    /// ```swift
    /// span.event("gen_ai.retry") { $0.set("attempt", 1) }
    /// ```
    public func event(_ name: String, _ attributes: (inout EventAttributes) -> Void = { _ in }) {
        guard let recording else { return }
        let recorder = recording.recorder
        let time = recorder.clock.now
        // Outside of the lock: what is called here may look at the span.
        var all = EventAttributes(encoder: recorder.encoder, limit: recorder.limits.attributesPerEvent)
        attributes(&all)
        recording.change(isEvent: true) { state in
            guard state.events < recorder.limits.events else { return state.droppedEvents += 1 }
            state.events += 1
            state.items.addEvent(recorder.encoder.redacted(name), at: time, all.fields)
        }
    }

    private func remove(_ key: String) {
        guard let recording else { return }
        recording.change { state in
            if state.isListed { state.fields.remove(key) } else { _ = recording.setInDictionary(&state, key, nil) }
        }
    }

    @inline(__always)
    private func set(
        _ key: String,
        _ attribute: @autoclosure () -> SpanAttribute,
        _ set: (AttributeEncoder, inout AttributeFields, _ isContent: Bool) -> Void
    ) {
        withRecording { recording in
            recording.change { state in
                if !state.isListed {
                    if recording.setInDictionary(&state, key, attribute()) { return }
                    state.isListed = true
                }
                recording.recorder.withEncoder { encoder in state.fields.change(key, encoder) { set(encoder, &$0, $1) } }
            }
        }
    }
}

extension OTLPSpan: ListingSpan {
    package func set(_ list: AttributeList) {
        guard let recording, !list.isEmpty else { return }
        recording.change { recording.set(list, &$0) }
    }
}

/// The attributes of an event, in the order in which they are set.
public struct EventAttributes: ~Copyable {
    var fields: AttributeFields
    private let encoder: AttributeEncoder

    init(encoder: AttributeEncoder, limit: Int) {
        self.encoder = encoder
        fields = AttributeFields(of: .event, limit: limit)
    }

    public mutating func set(_ key: String, _ value: String) {
        encoder.set(key, value, isContent: encoder.isContent(key), in: &fields)
    }
    public mutating func set(_ key: String, _ value: Int) { encoder.set(key, Int64(value), in: &fields) }
    public mutating func set(_ key: String, _ value: Double) { encoder.set(key, value, in: &fields) }
    public mutating func set(_ key: String, _ value: Bool) { encoder.set(key, value, in: &fields) }
    public mutating func set(_ key: String, _ value: OTLP.AnyValue) {
        encoder.set(key, value, isContent: encoder.isContent(key), in: &fields)
    }
}

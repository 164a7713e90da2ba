public import GlueOTLP

/// A value that was read when metrics are collected.
public struct Observation: Sendable, Hashable {
    public var value: OTLP.Number
    public var attributes: [OTLP.KeyValue]

    public init(_ value: Int, _ attributes: [OTLP.KeyValue] = []) {
        self.value = .int(Int64(value))
        self.attributes = attributes
    }

    public init(_ value: Double, _ attributes: [OTLP.KeyValue] = []) {
        self.value = .double(value)
        self.attributes = attributes
    }
}

import GlueOTLP
import GlueTelemetry
import Synchronization
import Tracing

/// A moment given in nanoseconds.
struct At: TracerInstant {
    var nanosecondsSinceEpoch: UInt64
    init(_ nanosecondsSinceEpoch: UInt64) { self.nanosecondsSinceEpoch = nanosecondsSinceEpoch }
    static func < (left: At, right: At) -> Bool { left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch }
}

/// A value that several tasks change.
final class Box<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }

    var value: Value { state.withLock { $0 } }

    @discardableResult
    func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result { state.withLock { body(&$0) } }
}

/// 1, 2, 3, …
final class CountingIDs: IDGenerator {
    private let last = Atomic<UInt64>(0)
    var isRandom: Bool { false }
    func traceID() -> OTLP.TraceID { OTLP.TraceID(high: 0, low: next()) }
    func spanID() -> OTLP.SpanID { OTLP.SpanID(next()) }
    private func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}

struct WatchingSampler: Sampler {
    var watch: @Sendable (SamplingRequest) -> Void
    init(_ watch: @escaping @Sendable (SamplingRequest) -> Void) { self.watch = watch }
    func decide(_ request: SamplingRequest) -> SamplingDecision {
        watch(request)
        return SamplingDecision(.recordAndSample)
    }
}

/// Headers as a dictionary.
struct Headers: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
}

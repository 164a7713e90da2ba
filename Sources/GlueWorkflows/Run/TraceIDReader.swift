import Instrumentation
import Synchronization
import Tracing

/// Learns the trace that a span belongs to from what its tracer would send along with a request: tracers have no other way
/// in common to tell.
final class TraceIDReader: Sendable {
    private let state = Mutex<String?>(nil)

    /// In hexadecimal; nil before ``read(_:_:)`` and where nothing is traced.
    var value: String? { state.withLock { $0 } }

    func read(_ span: any Span, _ tracer: any Tracer) {
        var carrier: [String: String] = [:]
        tracer.inject(span.context, into: &carrier, using: DictionaryInjector())
        // version-trace-span-flags; W3C Trace Context, section 3.2.
        let fields = carrier["traceparent"]?.split(separator: "-")
        guard let fields, fields.count >= 4, fields[1].count == 32 else { return }
        state.withLock { $0 = String(fields[1]) }
    }

    private struct DictionaryInjector: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key.lowercased()] = value
        }
    }
}

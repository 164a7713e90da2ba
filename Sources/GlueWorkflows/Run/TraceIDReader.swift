import Instrumentation
import ServiceContextModule
import Synchronization
import Tracing

/// Learns the trace that a span belongs to from what its tracer would send along with a request: tracers have no other way
/// in common to tell.
final class TraceIDReader: Sendable {
    private let state = Mutex((id: String?.none, context: ServiceContext?.none))

    /// In hexadecimal; nil before ``read(_:_:)`` and where nothing is traced.
    var value: String? { state.withLock { $0.id } }

    /// That of the span, in which exemplars of the whole run lead to it; nil before ``read(_:_:)``.
    var context: ServiceContext? { state.withLock { $0.context } }

    func read(_ span: any Span, _ tracer: any Tracer) {
        state.withLock { $0.context = span.context }
        var carrier: [String: String] = [:]
        tracer.inject(span.context, into: &carrier, using: DictionaryInjector())
        // version-trace-span-flags; W3C Trace Context, section 3.2.
        let fields = carrier["traceparent"]?.split(separator: "-")
        guard let fields, fields.count >= 4, fields[1].count == 32 else { return }
        state.withLock { $0.id = String(fields[1]) }
    }

    private struct DictionaryInjector: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key.lowercased()] = value
        }
    }
}

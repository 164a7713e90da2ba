import NIOHTTP1
import ServiceContextModule
import Tracing

/// What of the trace a provider's requests carry.
public enum TracePropagation: Sendable, Hashable {
    /// Nothing.
    case none
    /// What the tracer injects but for baggage, which holds the application's own values: they are not for strangers.
    case traceContext
    /// All that the tracer injects, for servers of your own.
    case traceContextAndBaggage

    func inject(_ context: ServiceContext, with tracer: any Tracer, into headers: inout HTTPHeaders) {
        guard self != .none else { return }
        tracer.inject(context, into: &headers, using: HeaderInjector(includesBaggage: self == .traceContextAndBaggage))
    }
}

private struct HeaderInjector: Injector {
    var includesBaggage: Bool

    func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) {
        guard includesBaggage || key.lowercased() != "baggage" else { return }
        headers.replaceOrAdd(name: key, value: value)
    }
}

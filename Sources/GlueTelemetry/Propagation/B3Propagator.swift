public import Tracing

/// The headers of Zipkin: `b3` alone, or those that begin with `x-b3-`.
///
/// Both encodings are read, `b3` first; one is sent. Trace ids of 64 bits are padded with zeros. What is wrong in any way is
/// ignored. Who asks for debugging asks for sampling, and the rest of the trace is told of it. Where the caller left the
/// decision open, ``ParentBasedSampler`` decides as for a root. The id of the caller's own parent is not sent on.
///
/// Headers without ids, such as `b3: 0`, leave the context as it is.
///
/// Source: B3 propagation, "Single Header", "Multiple Headers"; OpenTelemetry context API, "B3 Requirements".
public struct B3Propagator: Propagator, Hashable {
    /// Which headers are sent.
    public enum Encoding: Sendable, Hashable {
        /// `b3: {trace id}-{span id}-{sampling state}`
        case single
        /// `x-b3-traceid`, `x-b3-spanid`, and `x-b3-sampled` or `x-b3-flags`.
        case multiple
    }

    public var encoding: Encoding

    public init(_ encoding: Encoding = .single) { self.encoding = encoding }

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard
            let caller = extractor.extract(key: B3.Header.single, from: carrier).flatMap(B3.init(header:))
                ?? B3(multiple: { extractor.extract(key: $0, from: carrier) })
        else { return }
        context.spanContext = caller.spanContext
        context.b3 = caller
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context.spanContext, span.isValid else { return }
        let state = context.b3SamplingState(of: span)
        switch encoding {
        case .single:
            let state = state.map { "-\($0.rawValue)" } ?? ""
            injector.inject("\(span.traceID)-\(span.spanID)\(state)", forKey: B3.Header.single, into: &carrier)
        case .multiple:
            injector.inject("\(span.traceID)", forKey: B3.Header.traceID, into: &carrier)
            injector.inject("\(span.spanID)", forKey: B3.Header.spanID, into: &carrier)
            switch state {
            // It implies that the trace is sampled.
            case .debug: injector.inject("1", forKey: B3.Header.flags, into: &carrier)
            case .accept, .deny: injector.inject(state?.rawValue ?? "", forKey: B3.Header.sampled, into: &carrier)
            case nil: break
            }
        }
    }
}

public import Tracing

/// The header `baggage`, to and from `ServiceContext.baggage`.
///
/// At most 64 members and 8192 bytes are read and sent; what exceeds them is left out by whole members.
///
/// Source: W3C Baggage.
public struct BaggagePropagator: Propagator {
    static let header = "baggage"

    public init() {}

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: Self.header, from: carrier) else { return }
        let baggage = Baggage(header: header)
        if !baggage.isEmpty { context.baggage = baggage }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let header = context.baggage?.header, !header.isEmpty else { return }
        injector.inject(header, forKey: Self.header, into: &carrier)
    }
}

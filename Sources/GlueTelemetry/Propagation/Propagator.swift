public import Tracing

/// Carries a part of the context from process to process, in headers or the like.
///
/// Source: OpenTelemetry context API, "Propagators API".
public protocol Propagator: Sendable {
    /// Reads a part of the context. What is missing or wrong leaves the context as it is.
    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier
}

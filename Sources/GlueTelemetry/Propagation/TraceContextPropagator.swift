import GlueOTLP
public import Tracing

/// The headers `traceparent` and `tracestate`.
///
/// A `traceparent` that is wrong in any way is ignored, and `tracestate` with it: the next span is a root. A wrong
/// `tracestate` does not spoil the parent. Both are sent for spans that are not sampled too.
///
/// Source: W3C Trace Context Level 2.
public struct TraceContextPropagator: Propagator {
    static let parentHeader = "traceparent"
    static let stateHeader = "tracestate"

    public init() {}

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: Self.parentHeader, from: carrier), var parent = SpanContext(traceparent: header)
        else { return }
        if let state = extractor.extract(key: Self.stateHeader, from: carrier) {
            parent.traceState = TraceState(header: state)?.header ?? ""
        }
        context.spanContext = parent
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context.spanContext, span.isValid else { return }
        injector.inject(span.traceparent, forKey: Self.parentHeader, into: &carrier)
        if !span.traceState.isEmpty { injector.inject(span.traceState, forKey: Self.stateHeader, into: &carrier) }
    }
}

extension SpanContext {
    /// The value of a `traceparent` header of version 00.
    var traceparent: String {
        let flags = flags.intersection(.known).rawValue
        return "00-\(traceID)-\(spanID)-0\(flags)"
    }

    /// Reads a `traceparent` header; nil where it is not valid.
    init?(traceparent header: String) {
        // RFC 9110 allows white space around any field value.
        let parts = header.trimmedOfBlanks.split(separator: "-", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[3].utf8.count == 2, let version = UInt8(lowercaseHex: parts[0]),
            let flags = UInt8(lowercaseHex: parts[3]), version != 0xFF,
            // What later versions add stands behind a dash; version 00 has nothing there.
            parts.count == 4 || version > 0,
            parts[1].utf8.allSatisfy(\.isLowercaseHex), parts[2].utf8.allSatisfy(\.isLowercaseHex),
            let traceID = OTLP.TraceID(hex: parts[1]), let spanID = OTLP.SpanID(hex: parts[2]), traceID.isValid, spanID.isValid
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, flags: TraceFlags(rawValue: flags).intersection(.known), isRemote: true)
    }
}

extension UInt8 {
    fileprivate init?(lowercaseHex digits: Substring) {
        guard digits.utf8.allSatisfy(\.isLowercaseHex) else { return nil }
        self.init(digits, radix: 16)
    }

    var isLowercaseHex: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}

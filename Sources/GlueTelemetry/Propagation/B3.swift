import GlueOTLP
import Tracing

/// What the headers of Zipkin say of a caller.
struct B3: Sendable, Hashable {
    enum SamplingState: String {
        case deny = "0"
        case accept = "1"
        case debug = "d"
    }

    /// In lower case, as HTTP/2 and gRPC have them: HTTP does not tell cases apart.
    enum Header {
        static let single = "b3"
        static let traceID = "x-b3-traceid"
        static let spanID = "x-b3-spanid"
        static let sampled = "x-b3-sampled"
        static let flags = "x-b3-flags"
    }

    let traceID: OTLP.TraceID
    let spanID: OTLP.SpanID
    /// Nil where the decision is left to whoever is called.
    let state: SamplingState?

    var spanContext: SpanContext {
        let flags: TraceFlags = [nil, .deny].contains(state) ? [] : .sampled
        var context = SpanContext(traceID: traceID, spanID: spanID, flags: flags, isRemote: true)
        context.isSamplingDeferred = state == nil
        return context
    }

    /// Reads `{trace id}-{span id}`, `-{sampling state}` and `-{parent span id}`; nil where it is not valid.
    init?(header: String) {
        let parts = header.trimmedOfBlanks.split(separator: "-", maxSplits: 4, omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count) else { return nil }
        // The parent's id is not needed, but one that is no id tells that this is something else.
        guard parts.count < 4 || SpanID(hex: parts[3]) != nil else { return nil }
        var state: SamplingState?
        if parts.count > 2 {
            state = SamplingState(rawValue: String(parts[2]))
            guard state != nil else { return nil }
        }
        self.init(traceID: parts[0], spanID: parts[1], state: state)
    }

    /// Reads the headers that begin with `x-b3-`; nil where they are not valid.
    init?(multiple header: (_ name: String) -> String?) {
        guard let traceID = header(Header.traceID), let spanID = header(Header.spanID) else { return nil }
        var state: SamplingState?
        if header(Header.flags)?.trimmedOfBlanks == "1" {
            state = .debug
        } else if let sampled = header(Header.sampled) {
            switch sampled.trimmedOfBlanks {
            // Words are from before the specification, and still sent.
            case "1", "true": state = .accept
            case "0", "false": state = .deny
            default: return nil
            }
        }
        self.init(traceID: traceID.trimmedOfBlanks, spanID: spanID.trimmedOfBlanks, state: state)
    }

    private typealias SpanID = OTLP.SpanID

    private init?(traceID: Substring, spanID: Substring, state: SamplingState?) {
        guard [16, 32].contains(traceID.utf8.count), traceID.utf8.allSatisfy(\.isLowercaseHex), spanID.utf8.allSatisfy(\.isLowercaseHex),
            let traceID = OTLP.TraceID(hex: String(repeating: "0", count: 32 - traceID.utf8.count) + traceID),
            let spanID = SpanID(hex: spanID), traceID.isValid, spanID.isValid
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        self.state = state
    }
}

extension ServiceContext {
    /// What a caller's headers said beyond what a `SpanContext` can hold.
    var b3: B3? {
        get { self[B3Key.self] }
        set { self[B3Key.self] = newValue }
    }

    /// What to tell others; nil for what has not been decided.
    func b3SamplingState(of span: SpanContext) -> B3.SamplingState? {
        if span.isSamplingDeferred { return nil }
        // Another propagator may have found another caller since.
        if let b3, b3.state == .debug, b3.traceID == span.traceID { return .debug }
        return span.isSampled ? .accept : .deny
    }
}

private enum B3Key: ServiceContextKey {
    typealias Value = B3
    static var nameOverride: String? { "gluellm-b3" }
}

import GlueOTLP

/// Samples a part of all traces, and says in the trace state which part, so that a backend can count each span for as many as
/// it stands for.
///
/// A trace is sampled where its randomness, 56 bits of its id or those that the trace state gives it, is not below the
/// threshold (1 − probability) × 2⁵⁶. Services of different probabilities agree: what the lower one samples the higher one
/// does too. It decides on its own, whatever the parent did; under ``ParentBasedSampler/root`` it decides on roots.
///
/// Source: OpenTelemetry trace SDK, "ProbabilitySampler"; "TraceState: Probability Sampling".
public struct ProbabilitySampler: Sampler, Hashable {
    /// From 2⁻⁵⁶ or 0, no trace, to 1, all.
    public let probability: Double
    /// Nil where none is sampled.
    private let threshold: UInt64?

    private static let range = 0x1p56

    /// - Parameter probability: What lies beyond 0 and 1 counts as the nearer of the two; what is no number counts as 1.
    public init(probability: Double) {
        self.probability = probability.isNaN ? 1 : min(max(probability, 0), 1)
        // Not from 1 − probability, which loses the digits of a small one.
        let sampled = UInt64((self.probability * Self.range).rounded())
        threshold = sampled > 0 ? UInt64(Self.range) - sampled : nil
    }

    public func decide(_ request: SamplingRequest) -> SamplingDecision {
        let state = request.parent?.traceState ?? ""
        var entry = OpenTelemetryEntry(traceState: state)
        let randomness = entry.randomness ?? request.traceID.low & (1 << 56 - 1)
        let isSampled = threshold.map { randomness >= $0 } ?? false
        entry.threshold = isSampled ? threshold : nil
        return SamplingDecision(isSampled ? .recordAndSample : .drop, traceState: entry.traceState(replacing: state))
    }
}

/// The member `ot` of a trace state, such as `ot=th:c;rv:6e6d1a75832a2f`.
struct OpenTelemetryEntry: Equatable {
    /// Written without the zeros at its end.
    var threshold: UInt64?
    var randomness: UInt64?
    /// What else is there, passed on as it is.
    var others: [Substring] = []

    init(traceState: String) {
        guard !traceState.isEmpty, let member = TraceState(header: traceState)?.members.first(where: { $0.key == "ot" }) else { return }
        for field in member.value.split(separator: ";") {
            if field.hasPrefix("th:") {
                threshold = Self.number(field.dropFirst(3))
            } else if field.hasPrefix("rv:") {
                randomness = field.utf8.count == 17 ? Self.number(field.dropFirst(3)) : nil
            } else {
                others.append(field)
            }
        }
    }

    /// The digits are the first ones of 14.
    private static func number(_ digits: Substring) -> UInt64? {
        guard (1...14).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isLowercaseHex) else { return nil }
        return UInt64(digits, radix: 16).map { $0 << UInt64(4 * (14 - digits.utf8.count)) }
    }

    private static func digits(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 14 - digits.utf8.count) + digits
    }

    /// A changed member comes first.
    func traceState(replacing state: String) -> String {
        var fields: [String] = []
        if let threshold {
            var digits = Self.digits(threshold)
            while digits.last == "0" { digits.removeLast() }
            fields.append("th:\(digits.isEmpty ? "0" : digits)")
        }
        if let randomness { fields.append("rv:\(Self.digits(randomness))") }
        fields += others.map(String.init)
        let own = fields.isEmpty ? [] : ["ot=\(fields.joined(separator: ";"))"]
        let rest = (TraceState(header: state)?.members ?? []).filter { $0.key != "ot" }.map { "\($0.key)=\($0.value)" }
        return (own + rest.prefix(TraceState.mostMembers - own.count)).joined(separator: ",")
    }
}

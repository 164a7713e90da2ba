/// How much may go out to a service in a time.
///
/// ```swift
/// let limits = [
///     try RateLimit(60, per: .seconds(60)),
///     try RateLimit(90_000, .tokens, per: .seconds(60), algorithm: .tokenBucket, scope: [.provider, .model]),
/// ]
/// ```
public struct RateLimit: Sendable, Hashable {
    /// How what went out is counted against what may.
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// So much in each period, counted from a fixed start. Two full periods may follow each other at once.
        case fixedWindow = "fixed_window"
        /// The period so far and, by how much of it still lies within reach, the one before.
        case slidingWindow = "sliding_window"
        /// A level that rises by what goes out and sinks evenly. As a meter: what fits the bucket goes out at once.
        case leakyBucket = "leaky_bucket"
        /// A stock that what goes out takes from and that fills up evenly.
        case tokenBucket = "token_bucket"
        /// When the next would be due if all came evenly, and how much sooner it may come.
        case gcra

        /// Whether ``RateLimit/burst`` can differ from ``RateLimit/count``.
        var hasBurst: Bool { self == .leakyBucket || self == .tokenBucket || self == .gcra }
    }

    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        case requests
        /// Input and output together. An attempt is admitted by an estimate, which is put right when it has ended.
        case tokens
    }

    /// What a limit tells apart: calls that differ in it have a count each.
    public enum Dimension: String, Sendable, Hashable, CaseIterable {
        case provider, key, model
    }

    public let algorithm: Algorithm
    /// How much may go out in a period, at least 1.
    public let count: Int
    public let unit: Unit
    public let period: Duration
    /// What has a count of its own; empty for one count of everything.
    public let scope: Set<Dimension>
    /// How much may go out at once after a rest, for the algorithms that can tell it apart from ``count``.
    public let burst: Int

    /// - Parameter burst: Nil for ``count``.
    /// - Throws: ``LLMError/Kind/configuration`` for a count, period or burst that cannot work.
    public init(
        _ count: Int,
        _ unit: Unit = .requests,
        per period: Duration,
        algorithm: Algorithm = .slidingWindow,
        scope: Set<Dimension> = [.provider, .key],
        burst: Int? = nil
    ) throws(LLMError) {
        guard count >= 1 else {
            throw LLMError(.configuration, "a rate limit of \(count) \(unit.rawValue) lets nothing through; use 1 or more")
        }
        guard period >= .milliseconds(1) else {
            throw LLMError(.configuration, "the period \(period) of a rate limit is too short to be kept; use a millisecond or more")
        }
        if let burst {
            guard algorithm.hasBurst else {
                throw LLMError(
                    .configuration,
                    "a burst has no meaning for \(algorithm.rawValue); leave it out or use leaky_bucket, token_bucket or gcra"
                )
            }
            guard burst >= 1 else { throw LLMError(.configuration, "a burst of \(burst) lets nothing through; use 1 or more") }
        }
        self.init(unchecked: count, unit, period, algorithm, scope, burst ?? count)
    }

    private init(
        unchecked count: Int,
        _ unit: Unit,
        _ period: Duration,
        _ algorithm: Algorithm,
        _ scope: Set<Dimension>,
        _ burst: Int
    ) {
        self.count = count
        self.unit = unit
        self.period = period
        self.algorithm = algorithm
        self.scope = scope
        self.burst = burst
    }

    /// What the Python GlueLLM limits to: 60 requests a minute by a sliding window.
    public static let standard = RateLimit(unchecked: 60, .requests, .seconds(60), .slidingWindow, [.provider, .key], 60)

    /// The most that can ever go out at once.
    package var capacity: Int { algorithm.hasBurst ? burst : count }

    /// The name of a subject's count, the same in every process.
    func key(for subject: RateLimitSubject) -> String {
        var parts: [String] = []
        if scope.contains(.provider) { parts.append("provider=" + Self.escaped(subject.provider)) }
        if scope.contains(.key) { parts.append("key=" + Self.escaped(subject.keyID ?? "")) }
        if scope.contains(.model) { parts.append("model=" + Self.escaped(subject.model)) }
        // Another limit is another count: its meter measures differently.
        parts.append("\(algorithm.rawValue)=\(count)+\(burst)/\(period.microseconds)us/\(unit.rawValue)")
        return parts.joined(separator: "|")
    }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name {
            switch character {
            case "%": text += "%25"
            case "|": text += "%7C"
            default: text.append(character)
            }
        }
        return text
    }
}

extension RateLimit: CustomStringConvertible {
    /// Such as `60 requests per 60.0 seconds (sliding_window by key and provider)`.
    public var description: String {
        let names = scope.map(\.rawValue).sorted().joined(separator: " and ")
        return "\(count) \(unit.rawValue) per \(period) (\(algorithm.rawValue)\(names.isEmpty ? "" : " by \(names)"))"
    }
}

/// Whose count an attempt goes on.
public struct RateLimitSubject: Sendable, Hashable {
    public var provider: String
    public var model: String
    /// ``APIKey/id`` of the key that is used; nil for the provider's own.
    public var keyID: String?

    public init(provider: String, model: String, keyID: String? = nil) {
        self.provider = provider
        self.model = model
        self.keyID = keyID
    }
}

extension Duration {
    /// Whole microseconds, rounded down.
    package var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}

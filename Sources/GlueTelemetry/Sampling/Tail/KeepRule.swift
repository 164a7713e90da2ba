public import GlueOTLP
import GlueSemantics

/// Says of a span that has ended whether its whole trace is worth keeping.
///
/// ```swift
/// settings.tailSampling = TailSampling(keep: [.errors, .slow(.seconds(2)), .cost(0.10)], ratioOfRest: 0.05)
/// ```
public struct KeepRule: Sendable {
    let holds: @Sendable (FinishedSpan) -> Bool

    /// A rule of your own. It is asked about every span that ends, on the thread that ends it.
    public init(_ holds: @escaping @Sendable (FinishedSpan) -> Bool) { self.holds = holds }

    /// A span whose status is Error.
    public static let errors = KeepRule { $0.status?.code == .error }

    /// A span that took this long or longer.
    public static func slow(_ duration: Duration) -> KeepRule { KeepRule { $0.duration >= duration } }

    /// A span with an attribute of this value.
    public static func attribute(_ key: String, equals value: OTLP.AnyValue) -> KeepRule {
        KeepRule { $0.attributes[key] == value }
    }

    /// A model call, or what sums up several, that cost this much or more, in US dollars.
    public static func cost(_ dollars: Double) -> KeepRule {
        KeepRule { ($0.attributes[Glue.Attributes.costUSD]?.double ?? 0) >= dollars }
    }

    /// A span with one of these names.
    public static func names(_ names: Set<String>) -> KeepRule { KeepRule { names.contains($0.name) } }
}

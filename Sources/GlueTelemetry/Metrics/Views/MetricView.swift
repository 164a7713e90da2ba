import GlueOTLP

/// Changes what becomes of the measurements of some instruments.
///
/// ```swift
/// settings.metrics.views = [
///     MetricView(of: "http.server.request.duration", aggregation: .explicitBuckets([0.1, 0.5, 1, 5])),
///     MetricView(of: "http.*", attributes: .keeping(["http.route", "http.response.status_code"])),
///     MetricView(of: "debug.*", aggregation: .drop),
/// ]
/// ```
/// Each view that matches an instrument makes a metric of its own of it; an instrument that none matches becomes a metric
/// as it is.
///
/// Source: OpenTelemetry metrics SDK, "View".
public struct MetricView: Sendable, Hashable {
    /// Which attributes the series of a metric are told apart by. What is left out goes along with exemplars.
    public enum Attributes: Sendable, Hashable {
        case all
        case keeping(Set<String>)
        case dropping(Set<String>)

        func keeps(_ key: String) -> Bool {
            switch self {
            case .all: true
            case .keeping(let keys): keys.contains(key)
            case .dropping(let keys): !keys.contains(key)
            }
        }
    }

    /// The instruments' name: `*` stands for any characters, `?` for one; case does not matter.
    public var instrument: String
    /// The kind of the instruments; nil for any.
    public var kind: InstrumentKind?
    /// The instruments' unit; nil for any.
    public var instrumentUnit: String?
    /// The name of the instruments' scope; nil for any.
    public var scope: String?

    /// The metric's name; nil for that of the instrument.
    public var name: String?
    public var description: String?
    public var unit: String?
    public var aggregation: Aggregation
    public var attributes: Attributes
    /// How many series the metric may have; nil for what the settings say.
    public var cardinalityLimit: Int?

    public init(
        of instrument: String = "*",
        kind: InstrumentKind? = nil,
        instrumentUnit: String? = nil,
        scope: String? = nil,
        name: String? = nil,
        description: String? = nil,
        unit: String? = nil,
        aggregation: Aggregation = .standard,
        attributes: Attributes = .all,
        cardinalityLimit: Int? = nil
    ) {
        self.instrument = instrument
        self.kind = kind
        self.instrumentUnit = instrumentUnit
        self.scope = scope
        self.name = name
        self.description = description
        self.unit = unit
        self.aggregation = aggregation
        self.attributes = attributes
        self.cardinalityLimit = cardinalityLimit
    }

    func matches(_ instrument: Instrument) -> Bool {
        NamePattern.matches(instrument.name, self.instrument)
            && (kind == nil || kind == instrument.kind)
            && (instrumentUnit == nil || instrumentUnit == instrument.unit)
            && (scope == nil || scope == instrument.scope.name)
    }
}

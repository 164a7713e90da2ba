/// The unit of a panel.
public enum PanelUnit: Sendable, Hashable {
    /// By UCUM, as a metric's definition has it.
    case whole(String)
    /// A unit by UCUM, a second.
    case perSecond(String)
    /// A number of happenings.
    case events
    case eventsPerSecond
    /// From 0 to 1.
    case share

    /// As Grafana names it.
    ///
    /// Source: Grafana, "Configure standard options", "Unit".
    var grafana: String {
        switch self {
        case .events: "short"
        case .eventsPerSecond: "ops"
        case .share: "percentunit"
        case .whole("s"): "s"
        case .whole("{USD}"): "currencyUSD"
        case .whole(let unit): "si: \(Self.word(unit))"
        // Seconds a second are a part of the time.
        case .perSecond("s"): "percentunit"
        case .perSecond(let unit): "si: \(Self.word(unit))/s"
        }
    }

    /// `{token}` is an annotation, which says what is counted.
    private static func word(_ unit: String) -> String {
        String(unit.filter { $0 != "{" && $0 != "}" }.map { $0 == "_" ? " " : $0 })
    }
}

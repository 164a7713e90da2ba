import GlueOTLP
import GlueSemantics

/// What is known of an instrument, whatever attributes its measurements have.
struct Instrument: Sendable {
    var scope: OTLP.Scope
    var name: String
    var kind: InstrumentKind
    /// Whether sums are told as floating-point numbers.
    var isFloating: Bool
    var unit = ""
    var description = ""
    /// The buckets that its definition advises; nil where it advises none.
    var bounds: [Double]?
}

extension Instrument {
    /// What tells two instruments apart.
    struct Identity: Sendable, Hashable {
        var scope: OTLP.Scope
        var name: String
        var kind: InstrumentKind
        var isFloating: Bool
        var unit: String
    }

    var identity: Identity { Identity(scope: scope, name: name, kind: kind, isFloating: isFloating, unit: unit) }
}

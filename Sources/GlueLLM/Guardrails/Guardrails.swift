/// The checks of a client, in the order in which they are made; each is given what the one before has left.
public struct Guardrails: Sendable {
    public var all: [Guardrail]
    /// How often a model whose answer was rejected is asked again before the call fails.
    public var maxRetries: Int

    public init(_ all: [Guardrail] = [], maxRetries: Int = 3) {
        self.all = all
        self.maxRetries = maxRetries
    }

    public var isEmpty: Bool { all.isEmpty }

    func checks(_ direction: Guardrail.Direction) -> Bool { all.contains { $0.directions.contains(direction) } }
}

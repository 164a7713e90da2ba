/// Kinds of traffic that a dashboard has to tell right; each is a job in Prometheus.
enum Traffic: String, CaseIterable, Sendable {
    case steady
    /// The process ends in the middle and another one goes on: every sum begins anew.
    case restart
    /// Nothing is ever asked.
    case none
    /// Nothing is asked any more. What was asked was streamed.
    case quiet
    /// Every attempt fails, and no destination is sent anything until the end.
    case failing
    /// Prompts are read from a cache and answers are thought over. Nothing fails, but a second destination refuses most.
    case cached
    /// Answers come in pieces.
    case streaming
    /// More spans than may wait.
    case overflow
    /// Traces in which nothing fails are decided against once they are over.
    case sampled

    /// Whether what ended is exported before each scrape.
    var flushes: Bool { self != .failing && self != .overflow }

    var streams: Bool { self == .streaming || self == .quiet }
    var fails: Bool { self != .cached }

    var hasRefusingDestination: Bool { self == .cached }

    /// Whether not all spans are exported: what happened is then told by the ledger alone.
    var isOfTelemetryAlone: Bool { self == .overflow || self == .sampled }

    /// How many records may wait for a destination.
    var queueBound: Int? { self == .overflow ? 50 : nil }

    func asks(inTurn turn: Int) -> Bool {
        switch self {
        case .none: false
        case .quiet: turn <= 3
        default: true
        }
    }

    func restarts(before turn: Int) -> Bool { self == .restart && turn == 11 }
}

import Synchronization

/// A bound on what calls may take together, which stops a runaway.
///
/// ```swift
/// let budget = Budget(Budget.Bounds(cost: 0.50, calls: 20))
/// client.budget = budget
/// ```
/// Whoever is given the same budget draws from it, and so do the calls that are made within such a call, by a tool for
/// instance. What a call may take is reserved before it starts and put right when it has ended. A call that is under way is
/// not stopped: it may take more than was estimated.
public final class Budget: Sendable {
    /// What may be taken; nil for no bound.
    public struct Bounds: Sendable, Hashable {
        /// Input and output together.
        public var tokens: Int?
        /// In US dollars. A model without a price is not called then.
        public var cost: Double?
        /// From when the budget is made.
        public var time: Duration?
        /// Model calls, however many attempts each takes.
        public var calls: Int?

        public init(tokens: Int? = nil, cost: Double? = nil, time: Duration? = nil, calls: Int? = nil) {
            self.tokens = tokens
            self.cost = cost
            self.time = time
            self.calls = calls
        }
    }

    /// What was taken.
    public struct Spending: Sendable, Hashable {
        public var tokens = 0
        /// In US dollars.
        public var cost = 0.0
        public var calls = 0

        public init(tokens: Int = 0, cost: Double = 0, calls: Int = 0) {
            self.tokens = tokens
            self.cost = cost
            self.calls = calls
        }
    }

    fileprivate struct State {
        var spent = Spending()
        var reserved = Spending()
    }

    public let bounds: Bounds
    private let state = Mutex(State())
    private let elapsed: @Sendable () -> Duration

    /// - Parameter clock: What time is measured with.
    public init(_ bounds: Bounds, clock: any Clock<Duration> = ContinuousClock()) {
        self.bounds = bounds
        elapsed = Stopwatch(clock).elapsed
    }

    /// What ended calls have taken.
    public var spent: Spending { state.withLock { $0.spent } }

    /// Puts what a call is estimated to take aside.
    ///
    /// - Parameter cost: Nil where the model's price is not known.
    /// - Throws: ``LLMError/Kind/budget``, with the bound that the call would break and by how much.
    func reserve(tokens: Int, cost: Double?) throws(LLMError) {
        if let time = bounds.time, elapsed() >= time {
            throw refusal("the budget of \(time) is over by \(elapsed() - time)")
        }
        if bounds.cost != nil, cost == nil {
            throw refusal("the model has no price, so that a budget in US dollars cannot be kept; add one to the price table")
        }
        let broken = state.withLock { state -> String? in
            let calls = state.spent.calls + state.reserved.calls + 1
            if let bound = bounds.calls, calls > bound { return "the budget of \(bound) calls is spent; this is one too many" }
            let allTokens = state.spent.tokens + state.reserved.tokens + tokens
            if let bound = bounds.tokens, allTokens > bound {
                return "of the budget of \(bound) tokens \(allTokens - tokens) are spent or in use and the call takes about \(tokens), "
                    + "\(allTokens - bound) too many"
            }
            let allCost = state.spent.cost + state.reserved.cost + (cost ?? 0)
            if let bound = bounds.cost, allCost > bound || state.spent.cost >= bound {
                return "of the budget of \(Self.dollars(bound)) \(Self.dollars(allCost - (cost ?? 0))) are spent or in use and the call "
                    + "takes about \(Self.dollars(cost ?? 0)), \(Self.dollars(allCost - bound)) too much"
            }
            state.reserved.add(tokens, cost ?? 0, calls: 1)
            return nil
        }
        if let broken { throw refusal(broken) }
    }

    /// Takes what was put aside back, and what the call took instead.
    ///
    /// - Parameters:
    ///   - tokens, cost: What was reserved.
    ///   - spent: What the call took; nil where that is not known, which takes the estimate for it.
    func settle(tokens: Int, cost: Double?, spent: (tokens: Int, cost: Double?)?) {
        state.withLock { state in
            state.release(tokens, cost)
            state.spent.add(spent?.tokens ?? tokens, (spent.map { $0.cost ?? 0 } ?? cost) ?? 0, calls: 1)
        }
    }

    /// Takes what was put aside back: the call is not made.
    func cancel(tokens: Int, cost: Double?) {
        state.withLock { $0.release(tokens, cost) }
    }

    private func refusal(_ reason: String) -> LLMError { LLMError(.budget, "\(reason); raise the budget or ask for less") }

    /// To a millionth of a dollar, which is what a few tokens cost.
    private static func dollars(_ amount: Double) -> String {
        let millionths = Int64(min(max(amount * 1_000_000, -9e15), 9e15).rounded())
        let fraction = String(abs(millionths % 1_000_000))
        let digits = String(repeating: "0", count: 6 - fraction.count) + fraction
        let kept = digits.prefix(2) + digits.dropFirst(2).reversed().drop { $0 == "0" }.reversed()
        return "\(millionths < 0 ? "-" : "")$\(abs(millionths) / 1_000_000).\(kept)"
    }
}

extension Budget.Spending {
    fileprivate mutating func add(_ tokens: Int, _ cost: Double, calls: Int) {
        self.tokens += tokens
        self.cost += cost
        self.calls += calls
    }
}

extension Budget.State {
    fileprivate mutating func release(_ tokens: Int, _ cost: Double?) {
        reserved.add(-tokens, -(cost ?? 0), calls: -1)
        // Sums of doubles do not come back to zero by themselves.
        if reserved.calls == 0 { reserved = Budget.Spending() }
    }
}

import GlueJSON
public import GlueLLM
import GlueSemantics
import Synchronization

/// The recorded answers, each given once.
///
/// It stands behind ``MockProvider`` and ``MockServer``. Attempts that failed when the session was recorded fail again,
/// in order, before their exchange is answered: whoever asks has to try as often as was tried then.
public final class AnswerBook: Sendable {
    /// What was recorded for a request.
    public enum Answer: Sendable {
        case response(ModelResponse)
        /// - Parameter isFinal: Whether the exchange failed with it, rather than being tried again.
        case failure(RecordedFailure, isFinal: Bool)
    }

    public let matching: Matching
    public let exchanges: [Exchange]
    private let forms: [RequestForm]
    private let steadyForms: [[JSONValue]]
    private let state: Mutex<State>

    private struct State {
        /// How many attempts of each exchange were made.
        var attempts: [Int]
        var isDone: [Bool]
        /// Before this index all exchanges are done.
        var next = 0
        var unanswered = 0
    }

    public init(_ exchanges: [Exchange], matching: Matching) {
        self.exchanges = exchanges
        self.matching = matching
        forms = exchanges.map { RequestForm($0) }
        steadyForms = matching == .lenient ? forms.map(\.steady) : []
        state = Mutex(State(attempts: exchanges.map { _ in 0 }, isDone: exchanges.map { _ in false }))
    }

    /// The recordings that nobody asked for, in order.
    public var unused: [Exchange] {
        state.withLock { state in exchanges.indices.filter { !state.isDone[$0] }.map { exchanges[$0] } }
    }

    /// How many requests found no answer.
    public var unanswered: Int { state.withLock { $0.unanswered } }

    /// Takes the answer to a request.
    ///
    /// - Returns: The answer and the exchange that it comes from.
    /// - Throws: ``NoAnswer``, which leaves every recording where it is.
    public func answer(to request: ModelRequest) throws(NoAnswer) -> (Answer, Exchange) {
        let form = RequestForm(request)
        let steady = matching == .lenient ? form.steady : []
        return try state.withLock { state throws(NoAnswer) in
            do throws(NoAnswer) {
                let index = try find(form, steady, state)
                let exchange = exchanges[index]
                return (try take(index, exchange, &state), exchange)
            } catch {
                state.unanswered += 1
                throw error
            }
        }
    }

    private func take(_ index: Int, _ exchange: Exchange, _ state: inout State) throws(NoAnswer) -> Answer {
        let attempt = state.attempts[index]
        if attempt < exchange.failedAttempts.count {
            state.attempts[index] += 1
            return .failure(exchange.failedAttempts[attempt], isFinal: false)
        }
        guard exchange.isReplayable else { throw NoAnswer(.notRecorded, nearest: exchange) }
        state.isDone[index] = true
        while state.next < exchanges.count, state.isDone[state.next] { state.next += 1 }
        if let error = exchange.error { return .failure(error, isFinal: true) }
        return .response(ModelResponse(exchange))
    }

    private func find(_ form: RequestForm, _ steady: [JSONValue], _ state: State) throws(NoAnswer) -> Int {
        switch matching {
        case .strict:
            let index = try current(state)
            guard form.equals(recorded: forms[index], exchanges[index]) else { throw different(form, index) }
            return index
        case .ordered:
            let index = try current(state)
            guard exchanges[index].model == nil || form.model == forms[index].model else { throw different(form, index) }
            return index
        case .lenient: return try nearest(form, steady, state)
        }
    }

    private func current(_ state: State) throws(NoAnswer) -> Int {
        guard state.next < exchanges.count else { throw NoAnswer(.usedUp(count: exchanges.count), nearest: exchanges.last) }
        return state.next
    }

    private func different(_ form: RequestForm, _ index: Int) -> NoAnswer {
        var recorded = forms[index]
        // What was not recorded is no difference.
        if recorded.tools == nil { recorded.tools = form.tools }
        if exchanges[index].model == nil { recorded.model = form.model }
        return NoAnswer(.different, nearest: exchanges[index], differences: JSONDifference.between(recorded.json, form.json))
    }

    private func nearest(_ form: RequestForm, _ steady: [JSONValue], _ state: State) throws(NoAnswer) -> Int {
        guard !exchanges.isEmpty else { throw NoAnswer(.usedUp(count: 0)) }
        var best: (index: Int, likeness: Double)?
        for index in exchanges.indices where !state.isDone[index] {
            let likeness = Self.likeness(steady, steadyForms[index])
            // Of equals the one that is under way comes first, then the earliest.
            let lead = likeness + (state.attempts[index] > 0 ? 1e-9 : 0)
            if best.map({ lead > $0.likeness }) ?? true { best = (index, lead) }
            if likeness == 1, state.attempts[index] > 0 { break }
        }
        if let best, best.likeness >= 0.5, steady.last == steadyForms[best.index].last { return best.index }
        if let done = exchanges.indices.first(where: { state.isDone[$0] && steadyForms[$0] == steady }) {
            throw NoAnswer(.repeated, nearest: exchanges[done])
        }
        guard let best else { throw NoAnswer(.usedUp(count: exchanges.count), nearest: exchanges.last) }
        throw different(form, best.index)
    }

    /// The share of messages that two conversations have in common, in order, from 0 to 1.
    static func likeness(_ left: [JSONValue], _ right: [JSONValue]) -> Double {
        let longest = max(left.count, right.count)
        guard longest > 0 else { return 1 }
        guard left != right else { return 1 }
        let differences = right.difference(from: left)
        return Double(left.count - differences.removals.count) / Double(longest)
    }
}

extension ModelResponse {
    /// The answer of a recorded exchange.
    init(_ exchange: Exchange) {
        self.init(
            id: exchange.responseID,
            model: exchange.responseModel,
            choices: exchange.output,
            usage: exchange.usage,
            details: exchange.responseDetails
        )
    }
}

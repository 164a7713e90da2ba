import GlueJSON
public import GlueLLM
public import GlueRedaction
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
        /// The answer is there, and comes as a planned fault has it.
        case fault(Fault)
    }

    public let matching: Matching
    public let exchanges: [Exchange]
    /// In what a request may differ from the recorded one where the order decides; places such as `messages`,
    /// `messages[2]`, `tools`, `parameters.temperature`.
    public let mayDiffer: Set<String>
    /// What is taken out of requests before they are compared: what a recording does not hold cannot differ.
    public let redactor: Redactor
    /// Whether an answer that was given may be given again, to the same request.
    public let isReusable: Bool
    /// The provider that was recorded first.
    let provider: String?
    /// The recorded vectors.
    let embeddings: EmbeddingBook
    private let plan: FaultPlan
    /// As recorded, and without what the redactor finds.
    private let forms: [RequestForm]
    private let redactedForms: [RequestForm]
    private let steadyForms: [[JSONValue]]
    /// Where each conversation stands among the recorded ones, as it is, and with ids, dates and times made equal.
    private let exactPlaces: [[JSONValue]: [Int]]
    private let places: [[JSONValue]: [Int]]
    private let state: Mutex<State>

    private struct State {
        /// How many attempts of each exchange were made.
        var attempts: [Int]
        var isDone: [Bool]
        /// Before this index all exchanges are done.
        var next = 0
        var unanswered = 0
        /// How often each fault of the plan struck each exchange.
        var strikes: [Strike: Int] = [:]
    }

    private struct Strike: Hashable {
        var fault: Int
        var exchange: Int
    }

    /// What requests may differ in by order alone: everything but the model.
    public static let anythingButModel: Set<String> = ["messages", "tools", "parameters"]

    public init(
        _ exchanges: [Exchange],
        embeddings: [RecordedEmbedding] = [],
        matching: Matching,
        mayDiffer: Set<String> = AnswerBook.anythingButModel,
        redactor: Redactor = .secrets,
        isReusable: Bool = false,
        faults plan: FaultPlan = .none
    ) {
        self.exchanges = exchanges
        provider = exchanges.lazy.compactMap(\.provider).first
        self.embeddings = EmbeddingBook(embeddings, redactor: redactor, isReusable: isReusable)
        self.matching = matching
        self.mayDiffer = mayDiffer
        self.redactor = redactor
        self.isReusable = isReusable
        self.plan = plan
        forms = exchanges.map { RequestForm($0) }
        redactedForms = redactor.isEmpty ? forms : forms.map { $0.redacted(redactor) }
        steadyForms = matching == .lenient ? redactedForms.map(\.steady) : []
        exactPlaces = matching == .lenient ? Dictionary(grouping: forms.indices, by: { [forms] in forms[$0].messages }) : [:]
        places = Dictionary(grouping: steadyForms.indices, by: { [steadyForms] in steadyForms[$0] })
        state = Mutex(State(attempts: exchanges.map { _ in 0 }, isDone: exchanges.map { _ in false }))
    }

    /// The recordings that nobody asked for, in order.
    public var unused: [Exchange] {
        state.withLock { state in exchanges.indices.filter { !state.isDone[$0] }.map { exchanges[$0] } }
    }

    /// The requests for vectors that nobody made, as far as they could have been answered.
    public var unusedEmbeddings: [RecordedEmbedding] { embeddings.unused }

    /// How many requests found no answer.
    public var unanswered: Int { state.withLock { $0.unanswered } }

    /// Takes note of a request that found no answer elsewhere.
    func noteUnanswered() { state.withLock { $0.unanswered += 1 } }

    /// Takes the answer to a request.
    ///
    /// - Returns: The answer and the exchange that it comes from.
    /// - Throws: ``NoAnswer``, which leaves every recording where it is.
    public func answer(to request: ModelRequest) throws(NoAnswer) -> (Answer, Exchange) {
        let form = RequestForm(request)
        // Most requests are what was recorded to the letter: they need neither redaction nor a closer look.
        let found = try state.withLock { state throws(NoAnswer) -> (Answer, Exchange)? in
            guard let index = exact(form, state) else { return nil }
            return try counted(index, &state)
        }
        if let found { return found }
        let redacted = form.redacted(redactor)
        let steady = matching == .lenient ? redacted.steady : []
        return try state.withLock { state throws(NoAnswer) in
            let index: Int
            do throws(NoAnswer) {
                index = try find(redacted, steady, state)
            } catch {
                state.unanswered += 1
                throw error
            }
            return try counted(index, &state)
        }
    }

    private func counted(_ index: Int, _ state: inout State) throws(NoAnswer) -> (Answer, Exchange) {
        do throws(NoAnswer) {
            return try take(index, &state)
        } catch {
            state.unanswered += 1
            throw error
        }
    }

    /// The recording that is this request as it stands, and whose turn it is; nil for a closer look.
    private func exact(_ form: RequestForm, _ state: borrowing State) -> Int? {
        switch matching {
        case .strict:
            guard state.next < exchanges.count, form.equals(recorded: forms[state.next], exchanges[state.next]) else { return nil }
            return state.next
        case .ordered: return nil
        case .lenient:
            guard let same = exactPlaces[form.messages] else { return nil }
            var first: Int?
            for index in same where !state.isDone[index] {
                if state.attempts[index] > 0 { return index }
                first = first ?? index
            }
            return first ?? (isReusable ? same.last : nil)
        }
    }

    private func take(_ index: Int, _ state: inout State) throws(NoAnswer) -> (Answer, Exchange) {
        let exchange = exchanges[index]
        let fault = strike(index, &state)
        if let fault, fault.isFailure { return (.fault(fault), exchange) }
        let attempt = state.attempts[index]
        if attempt < exchange.failedAttempts.count {
            state.attempts[index] += 1
            return (.failure(exchange.failedAttempts[attempt], isFinal: false), exchange)
        }
        guard exchange.isReplayable else { throw NoAnswer(.notRecorded, nearest: exchange) }
        state.isDone[index] = true
        while state.next < exchanges.count, state.isDone[state.next] { state.next += 1 }
        if let error = exchange.error { return (.failure(error, isFinal: true), exchange) }
        if let fault { return (.fault(fault), fault.kind == .usage ? exchange.withWrongUsage : exchange) }
        return (.response(ModelResponse(exchange)), exchange)
    }

    /// The fault that strikes an exchange now.
    private func strike(_ index: Int, _ state: inout State) -> Fault? {
        guard !plan.faults.isEmpty else { return nil }
        for (place, fault) in plan.faults.enumerated() where fault.exchange == nil || fault.exchange == exchanges[index].index {
            let strike = Strike(fault: place, exchange: index)
            let count = state.strikes[strike, default: 0]
            guard count < fault.times else { continue }
            state.strikes[strike] = count + 1
            return fault
        }
        return nil
    }

    private func find(_ form: RequestForm, _ steady: [JSONValue], _ state: State) throws(NoAnswer) -> Int {
        switch matching {
        case .strict:
            let index = try current(state)
            guard form.equals(recorded: redactedForms[index], exchanges[index]) else { throw different(form, index) }
            return index
        case .ordered:
            let index = try current(state)
            guard exchanges[index].model == nil || mayDiffer.contains("model") || form.model == redactedForms[index].model else {
                throw different(form, index)
            }
            // Nothing else is looked at where everything may differ.
            guard !mayDiffer.isSuperset(of: Self.anythingButModel) else { return index }
            let answer = different(form, index)
            guard answer.differences.allSatisfy({ mayDiffer(at: $0.path) }) else { throw answer }
            return index
        case .lenient: return try nearest(form, steady, state)
        }
    }

    /// Whether a place, or one that it lies in, may differ.
    private func mayDiffer(at path: String) -> Bool {
        mayDiffer.contains { path == $0 || path.hasPrefix("\($0).") || path.hasPrefix("\($0)[") }
    }

    private func current(_ state: State) throws(NoAnswer) -> Int {
        guard state.next < exchanges.count else { throw NoAnswer(.usedUp(count: exchanges.count), nearest: exchanges.last) }
        return state.next
    }

    private func different(_ form: RequestForm, _ index: Int) -> NoAnswer {
        var recorded = redactedForms[index]
        // What was not recorded is no difference.
        if recorded.tools == nil { recorded.tools = form.tools }
        if exchanges[index].model == nil { recorded.model = form.model }
        return NoAnswer(.different, nearest: exchanges[index], differences: JSONDifference.between(recorded.json, form.json))
    }

    private func nearest(_ form: RequestForm, _ steady: [JSONValue], _ state: State) throws(NoAnswer) -> Int {
        guard !exchanges.isEmpty else { throw NoAnswer(.usedUp(count: 0)) }
        let same = places[steady] ?? []
        // Of equals the one that is under way comes first, then the earliest.
        let open = same.filter { !state.isDone[$0] }
        if let index = open.first(where: { state.attempts[$0] > 0 }) ?? open.first { return index }
        if let done = same.last {
            guard isReusable else { throw NoAnswer(.repeated, nearest: exchanges[done]) }
            return done
        }
        var best: (index: Int, likeness: Double)?
        for index in exchanges.indices where !state.isDone[index] {
            let likeness = Self.likeness(steady, steadyForms[index])
            if best.map({ likeness > $0.likeness }) ?? true { best = (index, likeness) }
        }
        if let best, best.likeness >= 0.5, steady.last == steadyForms[best.index].last { return best.index }
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

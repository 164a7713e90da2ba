public import GlueLLM
public import GlueOTLP
import GlueRedaction
import GlueSemantics
import GlueTelemetry

/// Tries each fault at each place of a recording, and says where the work does not come through it.
///
/// ```swift
/// let explorer = FaultExplorer(recording, client: client) { client in
///     _ = try await client.streamComplete("I want my money back.").result()
/// }
/// let report = await explorer.explore()
/// for failure in report.failures { print(failure) }        // cut@1.3: a span was left open
/// ```
/// Waits take no time: a retry after a minute and a server that is silent for an hour are over at once. What fails is shrunk to
/// the least plan that still fails; its text is a test to keep, by ``FaultPlan/init(parsing:)``.
public struct FaultExplorer: Sendable {
    /// How the work went with one plan.
    public struct Trial: Sendable {
        public var plan: FaultPlan
        /// What the work threw; nil where it came through.
        public var error: (any Error)?
        public var traces: OTLP.Traces
    }

    /// A plan that the work does not come through as it should.
    public struct Failure: Sendable, Hashable, CustomStringConvertible {
        public var plan: FaultPlan
        /// What does not hold, a sentence each.
        public var problems: [String]

        public var description: String { "\(plan): \(problems.joined(separator: "; "))" }
    }

    public struct Report: Sendable, Hashable {
        /// How many plans were tried.
        public var trials: Int
        /// Shrunk, each once.
        public var failures: [Failure]
    }

    public let recording: Recording
    private let client: LLMClient
    private let work: @Sendable (LLMClient) async throws -> Void
    /// What goes wrong.
    public var kinds: [Fault.Kind]
    /// How many faults a plan has at most. All plans of one fault are tried, and of more as many as ``limit`` allows.
    public var depth: Int
    /// How many plans of more than one fault are tried, drawn by ``seed``.
    public var limit: Int
    public var seed: UInt64
    /// Says what must hold beyond that the work ends, with an answer or a typed error, and leaves no span open.
    public var check: @Sendable (Trial) -> [String]

    /// - Parameters:
    ///   - client: What the work asks with; its provider, clock, tracer and time limits are replaced.
    ///   - work: Does once what the recording holds.
    public init(_ recording: Recording, client: LLMClient, work: @escaping @Sendable (LLMClient) async throws -> Void) {
        self.recording = recording
        self.client = client
        self.work = work
        kinds = FaultPlan.kinds
        depth = 1
        limit = 200
        seed = 1
        check = { _ in [] }
    }

    /// Every plan of one fault: each kind, at each exchange, at each boundary of its answer.
    public var plans: [FaultPlan] {
        recording.exchanges.flatMap { exchange in
            kinds.flatMap { kind -> [FaultPlan] in
                guard kind.hasPlace else { return [FaultPlan([Fault(kind, exchange: exchange.index)])] }
                return (0...pieces(of: exchange)).map { FaultPlan([Fault(kind, exchange: exchange.index, piece: $0)]) }
            }
        }
    }

    private func pieces(of exchange: Exchange) -> Int {
        let api = exchange.wire?.api ?? .chatCompletions
        let request = ModelRequest(model: exchange.model ?? "", messages: exchange.input)
        let arrived = ArrivedRequest(request: request, isStreamed: exchange.streamed ?? false, includesUsage: true)
        return TimedAnswer(exchange, api, arrived).pieces.count
    }

    /// Tries them all, one after the other.
    public func explore() async -> Report {
        var report = Report(trials: 0, failures: [])
        for plan in plans + deeperPlans {
            report.trials += 1
            let problems = await problems(of: plan)
            guard !problems.isEmpty else { continue }
            let failure = await shrunk(Failure(plan: plan, problems: problems))
            if !report.failures.contains(failure) { report.failures.append(failure) }
        }
        return report
    }

    private var deeperPlans: [FaultPlan] {
        guard depth > 1, !plans.isEmpty else { return [] }
        var random = FaultPlan.Seeded(seed: seed)
        let singles = plans
        return (0..<limit).map { _ in
            let count = 2 + Int(random.next() % UInt64(depth - 1))
            return FaultPlan((0..<count).flatMap { _ in singles[Int(random.next() % UInt64(singles.count))].faults })
        }
    }

    /// Does the work once, as a plan has it.
    public func trial(_ plan: FaultPlan) async -> Trial {
        let telemetry = ReplayTelemetry()
        let book = AnswerBook(recording.exchanges, matching: .ordered, redactor: .none, faults: plan)
        var client = client
        client.provider = MockProvider(book, structuredOutput: recording.sessions.lazy.compactMap(\.output?.mode).first ?? .prompt)
        client.clock = ReplayClock()
        client.tracer = telemetry.tracer
        client.limits.attempt = ReplayClock.never
        client.limits.whole = nil
        client.limits.tool = nil
        var error: (any Error)?
        do {
            try await work(client)
        } catch let thrown {
            error = thrown
        }
        return Trial(plan: plan, error: error, traces: (try? await telemetry.traces()) ?? OTLP.Traces())
    }

    private func problems(of plan: FaultPlan) async -> [String] {
        let trial = await trial(plan)
        var problems: [String] = []
        if let error = trial.error, !(error is LLMError) { problems.append("it ends with an error that is none of the engine's: \(error)") }
        let ids = Set(trial.traces.spans.map(\.spanID))
        for span in trial.traces.spans where span.parentSpanID.isValid && !ids.contains(span.parentSpanID) {
            problems.append("the span around \(span.name) was left open")
        }
        return problems + check(trial)
    }

    /// The least plan that still fails: without each fault that is not needed, each as early as it can be.
    private func shrunk(_ failure: Failure) async -> Failure {
        var least = failure
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for plan in Self.smaller(than: least.plan) {
                let problems = await problems(of: plan)
                guard !problems.isEmpty else { continue }
                least = Failure(plan: plan, problems: problems)
                isSmaller = true
                break
            }
        }
        return least
    }

    private static func smaller(than plan: FaultPlan) -> [FaultPlan] {
        var plans: [FaultPlan] = []
        if plan.faults.count > 1 {
            for index in plan.faults.indices {
                var smaller = plan
                smaller.faults.remove(at: index)
                plans.append(smaller)
            }
        }
        for (index, fault) in plan.faults.enumerated() {
            if let piece = fault.piece, piece > 0 {
                var smaller = plan
                smaller.faults[index].piece = piece / 2
                plans.append(smaller)
            }
            if fault.times > 1 {
                var smaller = plan
                smaller.faults[index].times = 1
                plans.append(smaller)
            }
        }
        return plans
    }
}

extension Fault.Kind {
    /// Whether it strikes at a place within the answer.
    fileprivate var hasPlace: Bool {
        switch self {
        case .cut, .stall, .garbled: true
        case .status, .split, .slow, .usage: false
        }
    }
}

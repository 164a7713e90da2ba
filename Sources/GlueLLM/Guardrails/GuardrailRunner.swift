import CoreMetrics
import GlueJSON
import GlueSemantics
import ServiceContextModule
import Tracing

/// Makes the checks of a client, each in its span.
struct GuardrailRunner: Sendable {
    /// What the checks of some content come to.
    enum Outcome: Sendable, Hashable {
        /// With what they have left of it.
        case passed(String)
        case rejected(guardrail: String, reason: String)
    }

    private let shared: SharedClient
    private let tracer: any Tracer
    private let content: ContentWriter
    private let hooks: HookRunner

    init(_ shared: SharedClient, _ tracer: any Tracer, _ content: ContentWriter, _ hooks: HookRunner) {
        self.shared = shared
        self.tracer = tracer
        self.content = content
        self.hooks = hooks
    }

    private var client: LLMClient { _read { yield shared.value } }

    func checks(_ direction: Guardrail.Direction) -> Bool { client.guardrails.checks(direction) }

    /// - Parameter totals: To which is added what the checks' own model calls take.
    /// - Throws: ``LLMError/Kind/guardrail`` for what is blocked.
    func check(
        _ text: String,
        _ direction: Guardrail.Direction,
        attempt: Int = 1,
        _ totals: inout Totals
    ) async throws(LLMError) -> Outcome {
        guard checks(direction) else { return .passed(text) }
        let meter = UsageMeter()
        defer { totals.add(meter) }
        return try await ServiceContext.with({ $0.meters.append(meter) }) { () async throws(LLMError) in
            try await hooked(text, direction, attempt)
        }
    }

    private func hooked(_ text: String, _ direction: Guardrail.Direction, _ attempt: Int) async throws(LLMError) -> Outcome {
        func metadata() -> JSONObject { ["direction": .string(direction.rawValue), "attempt": .integer(Int64(attempt))] }
        var text = try await hooks.run(.preGuardrail, text, metadata: metadata())
        for guardrail in client.guardrails.all where guardrail.directions.contains(direction) {
            switch try await verdict(of: guardrail, Guardrail.Subject(content: text, direction: direction, attempt: attempt)) {
            case .allow: break
            case .redact(let redacted): text = redacted
            case .block(let reason): throw blocked(guardrail.name, direction, reason)
            case .reject(let reason): return .rejected(guardrail: guardrail.name, reason: reason)
            }
        }
        return .passed(try await hooks.run(.postGuardrail, text, metadata: metadata()))
    }

    func blocked(_ name: String, _ direction: Guardrail.Direction, _ reason: String) -> LLMError {
        let what =
            switch direction {
            case .input: "the input"
            case .output: "the answer"
            case .toolArguments: "a tool call"
            case .toolResult: "a tool's answer"
            }
        return LLMError(.guardrail, "guardrail \(name) blocked \(what): \(reason)", provider: client.provider.name, model: client.model)
    }

    private func verdict(of guardrail: Guardrail, _ subject: Guardrail.Subject) async throws(LLMError) -> Guardrail.Verdict {
        var known = AttributeList()
        known[Glue.Attributes.guardrailDirection] = subject.direction.rawValue
        known[Glue.Attributes.attempt] = subject.attempt
        known[OpenInference.spanKind] = OpenInference.Kinds.guardrail
        let elapsed = Stopwatch(client.clock).elapsed
        return try await Step.run(SpanNames.guardrail(guardrail.name), ofKind: .internal, tracer: tracer, known: known) {
            span throws(LLMError) in
            content.input(subject.content, span)
            let verdict: Guardrail.Verdict
            do {
                verdict = try await withHardTimeLimit(guardrail.timeLimit, clock: client.clock) { try await guardrail.check(subject) }
            } catch {
                guard !Task.isCancelled else { throw LLMError(.cancelled, "the call was cancelled") }
                let type = error is TimeLimitExceeded ? LLMError.Kind.timeout.rawValue : "\(Swift.type(of: error))"
                span.fail(type: type)
                verdict = guardrail.onFailure == .allow ? .allow : .block(reason: "it could not be checked (\(type))")
            }
            guard !Task.isCancelled else { throw LLMError(.cancelled, "the call was cancelled") }
            span.attributes[Glue.Attributes.guardrailOutcome] = verdict.name
            measure(guardrail, subject, verdict, elapsed())
            switch verdict {
            case .redact(let text): content.output(text, span)
            case .block(let reason), .reject(let reason): span.attributes[Glue.Attributes.guardrailReason] = reason
            case .allow: break
            }
            return verdict
        }
    }

    private func measure(_ guardrail: Guardrail, _ subject: Guardrail.Subject, _ verdict: Guardrail.Verdict, _ duration: Duration) {
        let dimensions = [
            (Glue.Attributes.guardrailName, guardrail.name),
            (Glue.Attributes.guardrailDirection, subject.direction.rawValue),
            (Glue.Attributes.guardrailOutcome, verdict.name),
        ]
        Glue.Metrics.guardrailDuration.record(duration, dimensions, with: client.metrics ?? MetricsSystem.factory)
    }
}

extension Guardrail.Verdict {
    fileprivate var name: String {
        switch self {
        case .allow: "allowed"
        case .redact: "redacted"
        case .block: "blocked"
        case .reject: "rejected"
        }
    }
}

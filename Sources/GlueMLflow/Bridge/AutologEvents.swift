import GlueJSON
import GlueOTLP
public import GlueSemantics
import GlueTelemetry
public import ServiceContextModule

extension Autolog {
    /// Takes the engine's events: scores become judgements on their traces, and everything goes on to the next one.
    ///
    /// ```swift
    /// let client = LLMClient(provider, events: autolog.events(passingOnTo: telemetry.events))
    /// ```
    public func events(passingOnTo next: (any EventEmitter)? = nil) -> AutologEvents { AutologEvents(judgements: judgements, next: next) }
}

/// See ``Autolog/events(passingOnTo:)``.
public struct AutologEvents: EventEmitter {
    let judgements: JudgementQueue
    let next: (any EventEmitter)?

    public var isEnabled: Bool { true }

    public func emit(_ event: StructuredEvent, scope: String, context: ServiceContext) {
        if event.name == GenAI.Events.evaluationResult, let evaluation = RecordedEvaluation(event.attributes) {
            // The answer's own span first: a score may be told long after, from anywhere.
            let place = evaluation.responseID.flatMap { judgements.place(ofResponse: $0) }
            let here = context.spanContext.map { ($0.traceID, $0.spanID) }
            if let (trace, span) = place ?? here { judgements.add(evaluation.assessment(of: span), to: MLflowTrace.id(trace)) }
        }
        if let next, next.isEnabled { next.emit(event, scope: scope, context: context) }
    }
}

import GlueJSON
import GlueRedaction
import GlueSemantics
import ServiceContextModule
import Tracing

/// Tells scores as events of the GenAI conventions.
struct ScorePublisher: Sendable {
    private let events: (any EventEmitter)?
    private let redactor: Redactor
    /// An explanation quotes what was said more often than not.
    private let capture: ContentCapture

    init(_ client: LLMClient) {
        events = client.events.flatMap { $0.isEnabled ? $0 : nil }
        redactor = client.redactor
        capture = client.contentCapture
    }

    /// - Parameter span: The span of what was evaluated; nil where it has ended and is known by its response alone.
    func publish(_ outcome: Result<Score, LLMError>, by scorer: any Scorer, of completion: Completion, on span: (any Span)?) {
        if let span {
            var attributes: SpanAttributes = [:]
            for (key, value) in members(outcome, scorer, completion, withContent: capture.onSpans) {
                if let text = value.string { attributes[key] = text } else if let number = value.number { attributes[key] = number }
            }
            span.addEvent(SpanEvent(name: GenAI.Events.evaluationResult, attributes: attributes))
        }
        guard let events else { return }
        let event = StructuredEvent(
            GenAI.Events.evaluationResult,
            attributes: members(outcome, scorer, completion, withContent: capture.onEvents)
        )
        events.emit(event, scope: "GlueLLM", context: span?.context ?? .current ?? .topLevel)
    }

    private func members(_ outcome: Result<Score, LLMError>, _ scorer: any Scorer, _ completion: Completion, withContent: Bool)
        -> JSONObject
    {
        var members: JSONObject = [GenAI.Attributes.evaluationName: .string(scorer.name)]
        switch outcome {
        case .success(let score):
            members[GenAI.Attributes.evaluationScoreValue] = .number(score.value)
            members[GenAI.Attributes.evaluationScoreLabel] = .string(score.label)
            if withContent { members[GenAI.Attributes.evaluationExplanation] = score.explanation.map { .string(redactor.redact($0)) } }
        case .failure(let error): members[ErrorNames.type] = .string(error.kind.rawValue)
        }
        members[GenAI.Attributes.responseID] = completion.responseID.map(JSONValue.string)
        return members
    }
}

extension LLMClient {
    /// Scores an answer that this client gave before, and tells the score as an event that bears the response's id.
    ///
    /// - Throws: What the scorer throws; that is told as well.
    public func score(
        _ completion: Completion,
        to prompt: String = "",
        expected: String? = nil,
        by scorer: any Scorer
    ) async throws(LLMError) -> Score {
        let sample = ScoredSample(input: prompt, output: completion.value?.text() ?? completion.text, expected: expected)
        let publisher = ScorePublisher(self)
        do throws(LLMError) {
            let score = try await scorer.score(sample)
            publisher.publish(.success(score), by: scorer, of: completion, on: nil)
            return score
        } catch {
            publisher.publish(.failure(error), by: scorer, of: completion, on: nil)
            throw error
        }
    }
}

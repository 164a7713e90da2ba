import GlueJSON
import GlueOTLP
import GlueSemantics

/// A score that was told as an event of the GenAI conventions.
///
/// Source: open-telemetry/semantic-conventions-genai, "Generative AI events", evaluation result.
struct RecordedEvaluation: Sendable, Hashable {
    var name: String
    var score: Double?
    var label: String?
    var explanation: String?
    var errorType: String?
    /// The answer that was scored, where the event says it.
    var responseID: String?

    /// Nil where the attributes name no evaluation.
    init?(_ attributes: [OTLP.KeyValue]) {
        guard let name = attributes[GenAI.Attributes.evaluationName]?.string, !name.isEmpty else { return nil }
        self.name = name
        score = attributes[GenAI.Attributes.evaluationScoreValue]?.double
        label = attributes[GenAI.Attributes.evaluationScoreLabel]?.string
        explanation = attributes[GenAI.Attributes.evaluationExplanation]?.string
        errorType = attributes[ErrorNames.type]?.string
        responseID = attributes[GenAI.Attributes.responseID]?.string
    }

    init?(_ attributes: JSONObject) {
        guard let name = attributes[GenAI.Attributes.evaluationName]?.string, !name.isEmpty else { return nil }
        self.name = name
        score = attributes[GenAI.Attributes.evaluationScoreValue]?.number
        label = attributes[GenAI.Attributes.evaluationScoreLabel]?.string
        explanation = attributes[GenAI.Attributes.evaluationExplanation]?.string
        errorType = attributes[ErrorNames.type]?.string
        responseID = attributes[GenAI.Attributes.responseID]?.string
    }

    /// As MLflow keeps it: the number where there is one, else the label.
    ///
    /// - Parameter span: The span that was scored; nil for the whole trace.
    func assessment(of span: OTLP.SpanID?) -> Assessment {
        let content: Assessment.Content =
            if let errorType { .failure(code: errorType, message: "the scorer failed") } else {
                .feedback(score.map(JSONValue.number) ?? label.map(JSONValue.string) ?? .null)
            }
        var metadata: [String: String] = [:]
        if score != nil { metadata["label"] = label }
        metadata["response_id"] = responseID
        return Assessment(
            name,
            content,
            by: .code(name),
            span: span.flatMap { $0.isValid ? "\($0)" : nil },
            rationale: explanation,
            metadata: metadata
        )
    }
}

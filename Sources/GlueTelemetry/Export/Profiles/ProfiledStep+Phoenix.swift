import GlueOTLP
import GlueSemantics

extension ProfiledStep {
    func addPhoenix(to span: inout OTLP.Span) {
        span.attributes.add(OpenInference.spanKind, .string(phoenixKind))
        let reasoning = span.attributes[GenAI.Attributes.usageReasoningOutputTokens]
        span.attributes.add(PhoenixNames.reasoningTokens, reasoning)
        if kind == .model {
            span.attributes.add(PhoenixNames.totalCost, span.attributes[Glue.Attributes.costUSD])
            addValues(requestJSON, responseJSON, OpenInference.MimeTypes.json, to: &span)
        }
        if isRoot, kind == .agent || kind == .chain { quote(in: &span) }
    }

    private var phoenixKind: String {
        switch kind {
        case .model: OpenInference.Kinds.model
        case .embedding: OpenInference.Kinds.embedding
        case .agent: OpenInference.Kinds.agent
        case .tool: OpenInference.Kinds.tool
        case .retriever: OpenInference.Kinds.retriever
        case .chain: OpenInference.Kinds.chain
        case .guardrail: OpenInference.Kinds.guardrail
        }
    }
}

import GlueJSON
import GlueOTLP
import GlueSemantics

extension ProfiledStep {
    func addMLflow(to span: inout OTLP.Span) {
        span.attributes.add(MLflowNames.spanType, .string(mlflowType))
        if let cost = span.attributes[Glue.Attributes.costUSD]?.double, kind == .model {
            span.attributes.add(MLflowNames.cost, .string(JSONValue.object(["total_cost": .number(cost)]).text()))
        }
        switch kind {
        case .model:
            // Its chat view takes this before the conventions' messages, of which one with reasoning in it would spoil the whole.
            addValues(requestJSON, responseJSON, OpenInference.MimeTypes.json, to: &span)
            span.attributes.add(MLflowNames.chatTools, toolsJSON.map { .string($0) })
        case .retriever:
            span.attributes.add(MLflowNames.spanInputs, span.attributes[GenAI.Attributes.retrievalQueryText])
            span.attributes.add(MLflowNames.spanOutputs, documents(of: span).map { .string($0) })
        case .agent, .chain, .embedding, .guardrail, .tool:
            break
        }
        guard isRoot else { return }
        span.attributes.add(MLflowNames.traceName, .string(span.name))
        guard kind == .agent || kind == .chain else { return }
        span.attributes.add(MLflowNames.spanInputs, requestJSON.map { .string($0) })
        span.attributes.add(MLflowNames.spanOutputs, responseJSON.map { .string($0) })
        quote(in: &span)
    }

    private var mlflowType: String {
        switch kind {
        case .model: MLflowNames.SpanTypes.chatModel
        case .embedding: MLflowNames.SpanTypes.embedding
        case .agent: MLflowNames.SpanTypes.agent
        case .tool: MLflowNames.SpanTypes.tool
        case .retriever: MLflowNames.SpanTypes.retriever
        case .chain: MLflowNames.SpanTypes.chain
        case .guardrail: MLflowNames.SpanTypes.guardrail
        }
    }

    /// The documents that were found, with their text under the name that MLflow looks for.
    private func documents(of span: OTLP.Span) -> String? {
        guard let text = span.attributes[GenAI.Attributes.retrievalDocuments]?.string,
            let documents = (try? JSONValue(parsing: text))?.array
        else { return nil }
        let pages = documents.map { document -> JSONValue in
            [
                "page_content": document["content"] ?? .null,
                "metadata": ["id": document["id"] ?? .null, "score": document["score"] ?? .null],
            ]
        }
        return JSONValue.array(pages).text()
    }
}

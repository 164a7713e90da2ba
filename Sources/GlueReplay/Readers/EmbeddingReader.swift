import GlueJSON
import GlueOTLP
import GlueSemantics

/// Reads requests for vectors.
enum EmbeddingReader {
    static func embeddings(in trace: TraceIndex) -> [RecordedEmbedding] {
        var found: [RecordedEmbedding] = []
        for index in trace.nodes.indices where trace.nodes[index].operation == GenAI.Operations.embeddings {
            let node = trace.nodes[index]
            let attempts = trace.children(of: index).filter { $0[HTTP.Attributes.requestMethod] != nil }
            let request = (attempts + [node]).lazy.compactMap { $0[Glue.Attributes.wireRequest]?.structured }.first
            var embedding = RecordedEmbedding(
                index: found.count,
                traceID: node.span.traceID,
                spanID: node.span.spanID,
                model: node[GenAINames.requestModel]?.string,
                inputs: request.flatMap { Self.inputs($0["input"]) }
            )
            if case .wire(let wire)? = attempts.last.flatMap(WireReading.outcome), (wire.status ?? 200) < 400 { embedding.wire = wire }
            found.append(embedding)
        }
        return found
    }

    /// The texts of a request; nil for what is none, such as lists of tokens.
    static func inputs(_ json: JSONValue?) -> [String]? {
        if let text = json?.string { return [text] }
        guard let elements = json?.array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}

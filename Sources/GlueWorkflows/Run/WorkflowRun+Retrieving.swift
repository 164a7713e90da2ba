import GlueJSON
public import GlueLLM
import GlueSemantics
import Tracing

extension WorkflowRun {
    /// Has a retriever find texts, as a span `retrieval {name}` by the GenAI conventions.
    ///
    /// - Throws: What the retriever throws.
    public func retrieve(_ query: String, from retriever: any Retriever, limit: Int) async throws(LLMError) -> [RetrievedChunk] {
        let step = StepCall("retrieve", RetrieverExecutor(retriever), query)
        let index = record.reserve(1).lowerBound
        var interaction = Interaction(step, at: index)
        let elapsed = Stopwatch(options.clock).elapsed
        do throws(LLMError) {
            let chunks = try await traced(query, retriever, limit, index)
            interaction.elapsed = elapsed()
            interaction.output = chunks.text
            interaction.metadata = ["chunks": .integer(Int64(chunks.count))]
            record.add(interaction)
            return chunks
        } catch {
            interaction.elapsed = elapsed()
            interaction.error = error
            record.add(interaction)
            record.fail(step)
            throw error
        }
    }

    private func traced(
        _ query: String,
        _ retriever: any Retriever,
        _ limit: Int,
        _ index: Int
    ) async throws(LLMError) -> [RetrievedChunk] {
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.retrieval
        known[OpenInference.spanKind] = OpenInference.Kinds.retriever
        known[Glue.Attributes.workflowStepIndex] = index
        known[Glue.Attributes.workflowStepExecutor] = retriever.name
        return try await Step.run(SpanNames.retrieval(retriever.name), ofKind: .client, tracer: tracer, known: known) {
            span throws(LLMError) in
            let chunks: [RetrievedChunk]
            do {
                chunks = try await withHardTimeLimit(options.step.timeLimit, clock: options.clock) {
                    try await retriever.retrieve(query, limit: limit)
                }
            } catch {
                guard !Task.isCancelled else { throw LLMError(.cancelled, "the run was cancelled") }
                throw LLMError(thrown: error, by: retriever.name)
            }
            content.retrieval(query, documents: .array(chunks.map(\.json)), span)
            content.output(chunks.text, span)
            return chunks
        }
    }
}

extension RetrievedChunk {
    /// As the conventions have documents.
    fileprivate var json: JSONValue {
        var object: JSONObject = ["content": .string(text)]
        if let source { object["id"] = .string(source) }
        if let score { object["score"] = .number(score) }
        return .object(object)
    }
}

extension [RetrievedChunk] {
    fileprivate var text: String { map(\.text).joined(separator: "\n\n") }
}

/// A retriever by the name under which the run's record has it.
private struct RetrieverExecutor: StepExecutor {
    let retriever: any Retriever
    var name: String { retriever.name }

    init(_ retriever: any Retriever) { self.retriever = retriever }

    func execute(_ input: String) async throws -> StepOutput {
        StepOutput(try await retriever.retrieve(input, limit: 1).map(\.text).joined())
    }
}

import GlueJSON
import GlueSemantics
import Tracing

/// The ways in which a completion ends.
extension CompletionLoop {
    /// The model has said what it has to say; where a form is asked for, it says it once more in that.
    func finished(
        _ answer: ModelAnswer,
        _ state: inout State,
        _ totals: inout Totals,
        _ span: any Span
    ) async throws(LLMError) -> Completion {
        if let structure {
            state.exchange.append(answer.message.asInput)
            return try await structured(structure, &state, &totals, span)
        }
        let answer = try await approved(answer, state, &totals, span)
        state.exchange.append(answer.message.asInput)
        content.agentOutput(answer.message, span)
        return completion(answer, answer.message, totals, state)
    }

    /// A tool's response is the answer to the whole call.
    func ended(
        by run: ToolRun,
        _ answer: ModelAnswer,
        _ state: inout State,
        _ totals: inout Totals,
        _ span: any Span
    ) async throws(LLMError) -> Completion {
        let text = try await final(run.response.string ?? run.response.text(), &totals)
        var message = Message.assistant(text)
        let value = structure.flatMap { try? $0.read(message) }
        if let structure, value == nil { return try await structured(structure, &state, &totals, span) }
        state.exchange.append(message)
        message.finishReason = .stop
        content.agentOutput(message, span)
        return completion(answer, message, totals, state, value)
    }

    /// The model may not be asked again although it waits for answers of tools.
    func outOfRounds(
        _ answer: ModelAnswer,
        _ state: inout State,
        _ totals: inout Totals,
        _ span: any Span
    ) async throws(LLMError) -> Completion {
        let error = LLMError(
            .tooManyRounds,
            "the model still asked for tools after \(totals.calls) calls; raise limits.rounds or give it a simpler task",
            provider: client.provider.name,
            model: client.model
        )
        guard case .answer(let text) = client.limits.afterLastRound else { throw error }
        // A fixed text has no form; the model may still give what it knows in the one that is asked for.
        if let structure { return try await structured(structure, &state, &totals, span) }
        span.fail(error)
        var message = Message.assistant(text)
        message.finishReason = answer.message.finishReason
        content.agentOutput(message, span)
        return completion(answer, message, totals, state)
    }

    func completion(
        _ answer: ModelAnswer,
        _ message: Message,
        _ totals: Totals,
        _ state: State,
        _ value: JSONValue? = nil
    ) -> Completion {
        Completion(
            message: message,
            usage: totals.usage,
            cost: totals.cost ?? .unknown,
            rounds: totals.calls,
            finishReason: message.finishReason,
            model: answer.response.model ?? client.movedOn(by: totals.fallbacks).model,
            responseID: answer.response.id,
            toolRuns: totals.toolRuns,
            exchange: state.exchange,
            summarizedHistory: state.summarizedHistory,
            tokenProbabilities: answer.response.tokenProbabilities.first ?? [],
            value: value
        )
    }
}

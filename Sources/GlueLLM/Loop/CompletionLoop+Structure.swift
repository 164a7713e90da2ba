import GlueSemantics
import Tracing

extension CompletionLoop {
    /// Asks for the answer in its form, and sends back what does not fit.
    func structured(
        _ structure: StructuredAnswer,
        _ state: inout State,
        _ totals: inout Totals,
        _ span: any Span
    ) async throws(LLMError) -> Completion {
        // What is said about the form, and faulty answers, are no part of the conversation. After an answer in text the turn
        // is handed back: some models would go on with their own words.
        var aside = state.exchange.last?.role == .assistant ? [StructuredAnswer.turn] : []
        for round in 0... {
            var request = self.request(state, span)
            request.messages += aside
            let answer = try await ask(structure.request(request), &totals, span)
            do throws(AnswerFault) {
                let value = try structure.read(answer.message)
                let message = structure.message(answer.message, value)
                state.exchange.append(message.asInput)
                content.agentOutput(message, span)
                return completion(answer, message, totals, state, value)
            } catch {
                guard error.isRepairable, round < client.limits.repairs else { throw failure(error, answer, after: round) }
                span.addEvent(
                    SpanEvent(
                        name: Glue.Events.validationRetry,
                        attributes: [
                            Glue.Attributes.validationRound: .int64(Int64(round + 1)),
                            Glue.Attributes.cause: .string(error.summary),
                        ]
                    )
                )
                aside += structure.repair(answer.message, error)
            }
        }
        throw LLMError(.cancelled, "the call was cancelled")
    }

    private func failure(_ fault: AnswerFault, _ answer: ModelAnswer, after repairs: Int) -> LLMError {
        let after = repairs == 0 ? "" : ", after \(repairs) \(repairs == 1 ? "repair" : "repairs")"
        return LLMError(
            .invalidResponse,
            "the answer does not have the form that was asked for\(after): \(fault.summary)",
            provider: client.provider.name,
            model: answer.response.model ?? client.model,
            partialOutput: answer.message
        )
    }
}

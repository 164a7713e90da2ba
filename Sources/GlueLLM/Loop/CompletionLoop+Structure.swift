import GlueJSON
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
        var rejections = 0
        var round = 0
        while true {
            var request = self.request(state, span)
            request.messages += aside
            let answer = try await ask(structure.request(request), &totals, span)
            do throws(AnswerFault) {
                var value = try structure.read(answer.message)
                var message = structure.message(answer.message, value)
                switch await checked(message.text, attempt: rejections + 1, &totals) {
                case .failure(let error): throw .ended(error)
                case .success(.passed(let text)):
                    // What a guardrail took out of the text is not to be left in the value.
                    if text != message.text {
                        message = message.saying(text)
                        value = try structure.read(message)
                    }
                case .success(.rejected(let name, let reason)):
                    rejections += 1
                    guard rejections <= client.guardrails.maxRetries else { throw .ended(guardrails.blocked(name, .output, reason)) }
                    tellRejection(name, rejections, span)
                    aside += [message.asInput, Self.feedback(reason)]
                    continue
                }
                state.exchange.append(message.asInput)
                content.agentOutput(message, span)
                return completion(answer, message, totals, state, value)
            } catch {
                if let ended = error.ending { throw ended }
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
                round += 1
                _ = try await hooks.run(
                    .onValidationRetry,
                    answer.message.text,
                    metadata: [
                        "validation_attempt": .integer(Int64(round)), "max_validation_retries": .integer(Int64(client.limits.repairs)),
                        "error": .string(error.summary), "response_format_name": .string(structure.format.name),
                    ]
                )
                aside += structure.repair(answer.message, error)
            }
        }
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

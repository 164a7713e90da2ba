import GlueSemantics
import Tracing

extension CompletionLoop {
    /// One model call, counted with whatever it took; the next model of the chain goes on where one cannot answer.
    ///
    /// - Parameter isHidden: Whether the caller of a stream is not to see its pieces.
    func ask(
        _ request: ModelRequest,
        _ totals: inout Totals,
        _ span: any Span,
        isHidden: Bool = false
    ) async throws(LLMError) -> ModelAnswer {
        totals.begin()
        while true {
            let asked = shared.movedOn(by: totals.fallbacks)
            var request = request
            if totals.fallbacks > 0 { request.model = asked.value.model }
            do throws(LLMError) {
                await events.emit(.llmCallStart(iteration: totals.calls, messages: request.messages.count), model: request.model)
                let answer = try await call(asked, request, isHidden: isHidden)
                totals.add(answer)
                await tell(answer, to: request, totals)
                if let receive, let usage = answer.response.usage { try await receive(.usage(usage)) }
                return answer
            } catch {
                totals.add(error)
                await events.emit(
                    .llmCallError(iteration: totals.calls, type: error.kind.rawValue, message: error.message),
                    model: request.model
                )
                guard movesOn(asked.value, after: error, totals) else { throw error.inIteration(totals.calls, of: client.limits.rounds) }
                totals.fallbacks += 1
                await tell(from: asked.value, to: client.movedOn(by: totals.fallbacks), after: error, span)
            }
        }
    }

    private func tell(_ answer: ModelAnswer, to request: ModelRequest, _ totals: Totals) async {
        await events.emit(
            .llmCallEnd(
                iteration: totals.calls,
                toolCalls: answer.message.toolCalls.count,
                usage: answer.response.usage,
                cost: answer.cost
            ),
            model: request.model
        )
    }

    private func call(_ asked: SharedClient, _ request: ModelRequest, isHidden: Bool) async throws(LLMError) -> ModelAnswer {
        if deadline.remaining == .zero {
            throw LLMError(
                .timeout,
                "the completion took longer than limits.whole allows",
                provider: asked.value.provider.name,
                model: request.model
            )
        }
        let call = ModelCall(
            shared: asked,
            conversationID: conversation.id,
            tracer: tracer,
            content: content,
            metrics: metrics.with(asked.value),
            deadline: deadline
        )
        return try await budgets.run(request, by: asked.value) { () async throws(LLMError) in
            try await call.run(request, receive: isHidden ? nil : pieces)
        }
    }

    /// Passes the pieces of an answer on; nil where nobody takes them.
    private var pieces: EventReceiver? {
        guard let receive else { return nil }
        return { [events, hooks, isHeldBack = guardrails.checks(.output)] event throws(LLMError) in
            var event = event
            // Nothing that was not checked is passed on; text is once it was.
            if isHeldBack, event.isWritten { return }
            if case .text(let text, choice: let choice) = event, hooks.has(.streamChunk) {
                event = .text(try await hooks.run(.streamChunk, text), choice: choice)
            }
            switch event {
            case .text(let text, choice: 0) where !text.isEmpty: await events.emit(.streamChunk(text))
            case .reasoning(let text, choice: 0) where !text.isEmpty: await events.emit(.reasoningChunk(text))
            case .text("", choice: _): return
            default: break
            }
            if let event = CompletionEvent<Never>(event) { try await receive(event) }
        }
    }
}

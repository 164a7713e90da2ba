import GlueJSON
import NIOCore

extension HTTPModelProvider {
    public func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        guard let reader = reader(for: request) else {
            for event in try await respond(to: request, attempt: attempt).events { try await receive(event) }
            return
        }
        var call = try call(for: request, isStreamed: true)
        if call.headers["Accept"] == nil {
            call.headers["Accept"] = framing == .serverSentEvents ? "text/event-stream" : "application/x-ndjson"
        }
        let service = service.using(attempt.key)
        let exchange = HTTPExchange(call, to: service, attempt: attempt)
        try await exchange.stream { answer, body throws(LLMError) in
            var answer = answer
            guard answer.isSuccess else {
                answer.body = try await body.rest(upTo: HTTPExchange.errorLimit)
                throw service.failure(answer)
            }
            // Not every server knows streams: some answer at once whatever they are asked.
            if answer.isJSON, framing == .serverSentEvents {
                answer.body = try await body.rest()
                let response = try service.read(answer) { json throws(LLMError) -> ModelResponse in
                    try self.response(from: json, to: request)
                }
                for event in response.events { try await receive(event) }
                return
            }
            do throws(LLMError) {
                try await pass(&body, through: AnswerDecoder(framing, reader, service), to: receive)
            } catch {
                throw service.completed(error, answer)
            }
        }
    }

    /// Reads pieces until the answer is over.
    private func pass(
        _ body: inout AnswerBody,
        through decoder: AnswerDecoder,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        var decoder = decoder
        var events: [ModelEvent] = []
        repeat {
            let bytes = try await body.next()
            do throws(LLMError) {
                if let bytes { try decoder.read(bytes, into: &events) } else { try decoder.finish(into: &events) }
            } catch {
                // What came before the failure was part of the answer.
                for event in events { try await receive(event) }
                throw error
            }
            for event in events { try await receive(event) }
            events.removeAll(keepingCapacity: true)
        } while decoder.progress != .over && !body.isAtEnd
        guard decoder.progress != .open else {
            throw LLMError(.connection, "the connection to \(service.server.host) ended before the answer did")
        }
    }
}

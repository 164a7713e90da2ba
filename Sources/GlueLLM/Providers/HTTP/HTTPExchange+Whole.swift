import AsyncHTTPClient
import Tracing

extension HTTPExchange {
    /// Sends the request and reads the answer to its end.
    ///
    /// - Parameter interpret: Makes sense of the answer; what it throws is the span's failure too.
    func run<Value: Sendable>(_ interpret: (HTTPAnswer) throws(LLMError) -> Value) async throws(LLMError) -> Value {
        try await traced { span throws(LLMError) in
            let tape = tape
            defer { tape?.write(to: span, redactor: recordRedactor) }
            return try interpret(try await whole(span, tape))
        }
    }

    /// The whole answer, within the attempt's time.
    private func whole(_ span: any Span, _ tape: WireTape?) async throws(LLMError) -> HTTPAnswer {
        let collector = AnswerCollector(limit: service.responseLimit, errorLimit: Self.errorLimit, tape: tape)
        defer { if let (head, version) = collector.answer { record(head, version, span) } }
        do {
            guard var request = template.request else { throw HTTPClientError.invalidURL }
            request.headers = headers(span)
            request.body = body.map { .bytes($0) }
            let cancellable = CancellableRequest()
            let alarm = attempt.limit.map { limit in
                Alarm(limit, attempt.clock) { [attempt] in
                    attempt.expire()
                    cancellable.end(TimeLimitExceeded())
                }
            }
            defer { alarm?.cancel() }
            try await service.loops.run { loop in
                try await cancellable.run(on: loop) { [client = service.client, request] in
                    client.execute(request: request, delegate: collector, eventLoop: .delegate(on: loop))
                }
            }
        } catch is AnswerCollector.Enough {
            // What has come is the answer.
        } catch {
            throw failure(error)
        }
        // A request that ends without an error has one.
        guard let (answer, _) = collector.answer else { throw failure(HTTPClientError.remoteConnectionClosed) }
        return answer
    }
}

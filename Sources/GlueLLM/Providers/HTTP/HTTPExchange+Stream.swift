import AsyncAlgorithms
import AsyncHTTPClient
import NIOCore
import Tracing

extension HTTPExchange {
    /// Sends the request and reads the answer as it comes.
    ///
    /// The connection is closed when the reader returns or throws before the answer's end, or is cancelled. The span ends
    /// with the reading, once.
    func stream(_ read: (HTTPAnswer, inout AnswerBody) async throws(LLMError) -> Void) async throws(LLMError) {
        try await traced { span throws(LLMError) in
            let channel = AnswerBody.Channel()
            let tape = tape
            // Last of all: what a reader leaves behind still counts as having come.
            defer { tape?.write(to: span, redactor: recordRedactor) }
            let watch = attempt.silence.map { SilenceWatch($0, attempt.clock) }
            let result = await withTaskGroup(of: Void.self) { group -> Result<Void, LLMError> in
                group.addTask { await send(span, into: channel, tape) }
                if let watch, let limit = attempt.silence {
                    group.addTask {
                        guard (try? await watch.run()) != nil else { return }
                        channel.fail(Silence(duration: limit))
                    }
                }
                // Ends the request, if it is still under way, and with it its connection.
                defer { group.cancelAll() }
                var body = AnswerBody(self, channel, watch)
                do throws(LLMError) {
                    try await read(try await body.head(), &body)
                } catch {
                    return .failure(error)
                }
                if !body.isAtEnd {
                    // The answer is whole, but the server has not ended it. A moment's patience keeps the connection for others.
                    group.addTask {
                        try? await attempt.clock.sleep(for: Self.patience)
                        channel.finish()
                    }
                    while (try? await body.next()) != nil {}
                }
                return .success(())
            }
            try result.get()
        }
    }

    /// How long the end of an answer is waited for that is whole already.
    private static let patience = Duration.milliseconds(200)

    private func send(_ span: any Span, into channel: AnswerBody.Channel, _ tape: WireTape?) async {
        do {
            // The engine's own time limit cancels the task, and with it the request; this one only has to be later.
            let response = try await service.client.execute(request(span), deadline: .distantFuture)
            let head = HTTPAnswer(status: response.status, headers: response.headers)
            record(head, response.version, span)
            await channel.send(.head(head))
            for try await bytes in response.body {
                tape?.add(bytes)
                await channel.send(.bytes(bytes))
            }
            channel.finish()
        } catch {
            channel.fail(error)
        }
    }
}

import GlueLLM
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Tracing

/// A streamed chat completion, read as fast as it can be and as soon as it comes.
enum StreamBench {
    private static func event(_ delta: String) -> String {
        #"data: {"id":"chatcmpl-0a1b2c3d4e5f6071","object":"chat.completion.chunk","created":1750000000,"#
            + #""model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","#
            + #""choices":[{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":null}]}"# + "\n\n"
    }

    /// How many events a second are made of bytes that come in pieces of the size that a socket gives.
    static func decoding(events count: Int) throws -> Double {
        let provider = try OpenAIProvider(baseURL: "http://127.0.0.1/v1")
        let request = ModelRequest(model: "gpt-4o-mini", messages: [])
        guard let reader = provider.reader(for: request) else { throw CommandFailure(.no, "the provider reads no streams") }
        let bytes = ByteBuffer(string: (0..<1000).map { event(#"{"content":" token\#($0)"}"#) }.joined())
        var decoder = AnswerDecoder(provider.framing, reader, provider.service)
        var events: [ModelEvent] = []
        var read = 0
        let clock = ContinuousClock()
        let start = clock.now
        while read < count {
            var rest = bytes
            while let piece = rest.readSlice(length: min(rest.readableBytes, 16_384)), piece.readableBytes > 0 {
                try decoder.read(piece, into: &events)
                read += events.count
                events.removeAll(keepingCapacity: true)
            }
        }
        return Double(read) / (start.duration(to: clock.now) / .seconds(1))
    }

    /// From the server's writing of the first piece to the caller's reading of it, the median of some streams.
    static func firstEvent(streams: Int) async throws -> Duration {
        let clock = ContinuousClock()
        let written = Mutex(clock.now)
        let (ports, signal) = AsyncStream<Int>.makeStream()
        let router = Router()
        router.post("/v1/chat/completions") { request, _ in
            _ = try await request.body.collect(upTo: 1 << 20)
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    // The head is there before the first piece is.
                    try await Task.sleep(for: .milliseconds(2))
                    written.withLock { $0 = clock.now }
                    try await writer.write(ByteBuffer(string: event(#"{"role":"assistant","content":"Hello"}"#)))
                    try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
                    try await writer.finish(nil)
                }
            )
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in signal.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "glue.bench", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await application.run()
            }
            defer { group.cancelAll() }
            for await port in ports {
                let provider = try OpenAIProvider(baseURL: "http://127.0.0.1:\(port)/v1")
                let client = LLMClient(model: "gpt-4o-mini", provider: provider, retry: .never, tracer: NoOpTracer())
                var times: [Duration] = []
                for _ in 0..<streams {
                    var isFirst = true
                    for try await event in client.streamComplete("hi") {
                        guard isFirst, case .text = event else { continue }
                        times.append(written.withLock { $0 }.duration(to: clock.now))
                        isFirst = false
                    }
                }
                return times.sorted()[times.count / 2]
            }
            throw CommandFailure(.peer, "the server of the measurement could not listen on loopback")
        }
    }
}

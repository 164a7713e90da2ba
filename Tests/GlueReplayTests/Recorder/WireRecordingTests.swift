import AsyncHTTPClient
import GlueEncoding
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueSemantics
import GlueTelemetry
import GlueTestSupport
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import GlueReplay

@Suite("Recordings of the wire")
struct WireRecordingTests {
    /// A stream that is split within characters, within events and within lines.
    private static func chunks(_ text: String = "4 °C, 日本 😀", seed: UInt64 = 3) -> [[UInt8]] {
        let events = text.split(separator: " ", omittingEmptySubsequences: false).map {
            #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"\#($0) "}}]}"#
                + "\n\n"
        }
        let end = """
            data: {"id":"chatcmpl-1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4}}

            data: [DONE]


            """
        var bytes = Array((events.joined() + ": keep-alive\n\n" + end).utf8)[...]
        var random = SplitMix(seed: seed)
        var chunks: [[UInt8]] = []
        while !bytes.isEmpty {
            let count = Int.random(in: 1...60, using: &random)
            chunks.append(Array(bytes.prefix(count)))
            bytes = bytes.dropFirst(count)
        }
        return chunks
    }

    private func record(
        _ chunks: [[UInt8]],
        recording: ResponseRecording = .wire,
        redactor: Redactor = .secrets,
        telemetry: Redactor = .secrets
    ) async throws -> (Recording, OTLP.Traces) {
        let collector = TelemetryCollector()
        let telemetry = Telemetry(TelemetrySettings(destinations: [collector], redaction: telemetry))
        try await ChunkServer.running({ _ in .init(chunks) }) { _, baseURL in
            var client = LLMClient(model: "m", provider: try OpenAIProvider(baseURL: baseURL, apiKey: "key-0123456789"))
            client.tracer = telemetry.tracer
            client.contentCapture = .spans
            client.recording = recording
            client.redactor = redactor
            _ = try? await client.streamComplete("Go").result()
        }
        await telemetry.forceFlush(within: .seconds(10))
        return (try Recording(traces: collector.traces), collector.traces)
    }

    @Test("A stream is kept byte for byte, and its pieces make the bytes", arguments: Seeds.from(1, count: 5))
    func kept(seed: UInt64) async throws {
        let chunks = Self.chunks(seed: seed)
        let (recording, _) = try await record(chunks)
        let wire = try #require(recording.exchanges.first?.wire)
        #expect(wire.bytes == chunks.flatMap(\.self))
        #expect(wire.isStreamed && wire.api == .chatCompletions && wire.status == 200)
        #expect(wire.pieces.map(\.time) == wire.pieces.map(\.time).sorted())
        #expect(recording.exchanges.first?.missing.contains(.wire) == false)
    }

    @Test("A replay gives the same bytes, split where they were, over HTTP and to the engine")
    func replayed() async throws {
        let (recording, _) = try await record(Self.chunks())
        let exchange = try #require(recording.exchanges.first)
        let wire = try #require(exchange.wire)
        let answer = TimedAnswer(
            exchange,
            .chatCompletions,
            ArrivedRequest(request: ModelRequest(model: "m", messages: []), isStreamed: true)
        )
        #expect(answer.pieces.map(\.bytes) == wire.pieces.map(\.bytes))
        #expect(answer.pieces.map(\.time) == wire.pieces.map(\.time))

        try await MockServer(AnswerBook([exchange], matching: .lenient)).running { address in
            var request = HTTPClientRequest(url: "http://\(address.host):\(address.port)/v1/chat/completions")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: #"{"model":"m","stream":true,"messages":[{"role":"user","content":"Go"}]}"#))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let bytes = Array(buffer: try await response.body.collect(upTo: 1 << 20))
            #expect(bytes == wire.bytes)
            #expect(response.headers.first(name: "content-type") == "text/event-stream")
        }
        let client = LLMClient(model: "m", provider: MockProvider(AnswerBook([exchange], matching: .lenient)))
        #expect(try await client.streamComplete("Go").result().completion.text == "4 °C, 日本 😀 ")
    }

    @Test("Each piece is given at the time at which it came, whatever the speed", arguments: [0.5, 1, 10])
    func rhythm(factor: Double) async throws {
        var exchange = Exchange.sample()
        let times: [Duration] = [.milliseconds(40), .milliseconds(55), .milliseconds(500), .seconds(3)]
        exchange.wire = RecordedWire(
            pieces: times.enumerated().map {
                .init(bytes: Array("data: {\"choices\":[],\"id\":\"\($0.offset)\"}\n\n".utf8), time: $0.element)
            },
            contentType: "text/event-stream"
        )
        let clock = MovingClock()
        let server = MockServer(AnswerBook([exchange], matching: .ordered), speed: .recorded(factor: factor), clock: clock)
        try await server.running { address in
            var request = HTTPClientRequest(url: "http://\(address.host):\(address.port)/v1/chat/completions")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: #"{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Go"}]}"#))
            _ = try await HTTPClient.shared.execute(request, timeout: .seconds(20)).body.collect(upTo: 1 << 20)
        }
        #expect(clock.wakings == times.map { $0 / factor })
    }

    @Test("What holds a secret is not kept, also where the secret is spread over pieces of the stream")
    func secrets() async throws {
        let key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"
        let spread = key.map { "\($0)" }.joined(separator: "\u{0}").split(separator: "\u{0}").map(String.init)
        let events = spread.map {
            #"data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"\#($0)"}}]}"# + "\n\n"
        }
        let end = #"data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
        let (recording, traces) = try await record((events + [end]).map { Array($0.utf8) })
        #expect(recording.exchanges.first?.wire == nil)
        #expect(recording.exchanges.first?.missing.contains(.wire) == true)
        #expect(!"\(traces)".contains(key))
        let whole = try await record([Array("data: {\"id\":\"c\",\"key\":\"\(key)\",\"choices\":[]}\n\n".utf8)])
        #expect(whole.0.exchanges.first?.wire == nil)
    }

    @Test("The telemetry's own rules hold for the wire too")
    func telemetryRules() async throws {
        let chunks = Self.chunks("write to jane@example.com today")
        let (kept, _) = try await record(chunks, redactor: .none, telemetry: .secrets)
        #expect(kept.exchanges.first?.wire != nil)
        let (recording, traces) = try await record(chunks, redactor: .none, telemetry: .secretsAndPersonalData)
        #expect(recording.exchanges.first?.wire == nil)
        #expect(traces.spans.allSatisfy { $0.events.allSatisfy { $0.attributes[Glue.Attributes.wireBody] == nil } })
    }

    @Test("An answer of more bytes than the bound is not kept, and nothing is where nothing is asked for")
    func bounds() async throws {
        let (recording, _) = try await record(Self.chunks(), recording: .wire(bytes: 100))
        #expect(recording.exchanges.first?.missing.contains(.wire) == true)
        let (none, traces) = try await record(Self.chunks(), recording: .none)
        #expect(none.exchanges.first?.wire == nil)
        #expect(none.exchanges.first?.missing.contains(.wire) == false)
        #expect(traces.spans.allSatisfy { $0.events.allSatisfy { $0.name != Glue.Events.wireResponse } })
    }

    @Test("A record whose boundaries somebody changed is no record")
    func changed() async throws {
        let (_, traces) = try await record(Self.chunks())
        let changed = traces.changed { span in
            for index in span.events.indices where span.events[index].name == Glue.Events.wireResponse {
                for place in span.events[index].attributes.indices
                where span.events[index].attributes[place].key == Glue.Attributes.wirePieces {
                    span.events[index].attributes[place].value = .array([.int(.max), .int(-1)])
                }
            }
        }
        #expect(try Recording(traces: changed).exchanges.first?.wire == nil)
    }
}

/// A clock that moves with what is slept, and remembers when sleepers woke.
private final class MovingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Duration.zero, wakings: [Duration]()))

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var wakings: [Duration] { state.withLock { $0.wakings } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLock { state in
            state.now = max(state.now, deadline.offset)
            state.wakings.append(state.now)
        }
    }
}

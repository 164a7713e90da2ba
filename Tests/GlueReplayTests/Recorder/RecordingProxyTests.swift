import AsyncHTTPClient
import Foundation
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueSemantics
import GlueTestSupport
import NIOCore
import NIOHTTP1
import Testing

@testable import GlueReplay

@Suite("Recording proxy")
struct RecordingProxyTests {
    /// Runs a proxy in front of a server, and reads what it recorded.
    private func recorded<Result: Sendable>(
        _ upstream: String,
        redactor: Redactor = .secrets,
        _ body: @escaping @Sendable (_ baseURL: String) async throws -> Result
    ) async throws -> (Result, [UInt8]) {
        try await TemporaryFolder.with { folder in
            let path = folder.path("session.jsonl")
            let (addresses, found) = AsyncStream.makeStream(of: ServerAddress.self)
            let proxy = try RecordingProxy(upstream: upstream, file: path, redactor: redactor) { found.yield($0) }
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await proxy.run() }
                var waiting = addresses.makeAsyncIterator()
                let address = try #require(await waiting.next())
                let result = try await body("http://\(address.host):\(address.port)")
                group.cancelAll()
                try? await group.waitForAll()
                return result
            }
            return (result, [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        }
    }

    private static func events(_ words: [String]) -> [[UInt8]] {
        let pieces = words.map { #"data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"\#($0)"}}]}"# + "\n\n" }
        let end = [
            #"data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#
                + "\n\n",
            "data: [DONE]\n\n",
        ]
        return (pieces + end).map { Array($0.utf8) }
    }

    private static func post(_ url: String, _ body: String, headers: [(String, String)] = []) async throws -> (Int, [UInt8], HTTPHeaders) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return (Int(response.status.code), Array(buffer: try await response.body.collect(upTo: 1 << 20)), response.headers)
    }

    @Test("A stream passes as it is, and what was recorded replays byte for byte")
    func stream() async throws {
        let chunks = Self.events(["It ", "is ", "4 °C."])
        let body = #"{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Oslo?"}]}"#
        let (passed, file) = try await ChunkServer.running({ _ in .init(chunks) }) { _, upstream in
            try await recorded(String(upstream.dropLast("/v1".count))) { try await Self.post("\($0)/v1/chat/completions", body) }
        }
        #expect(passed.0 == 200)
        #expect(passed.1 == chunks.flatMap(\.self))
        #expect(passed.2.first(name: "content-type") == "text/event-stream")
        let recording = try Recording(try TelemetryFile(bytes: file))
        let exchange = try #require(recording.exchanges.first)
        #expect(recording.exchanges.count == 1)
        #expect(exchange.input == [.user("Oslo?")])
        #expect(exchange.output.first?.text == "It is 4 °C.")
        #expect(exchange.usage == Usage(inputTokens: 3, outputTokens: 2))
        #expect(exchange.responseID == "c1" && exchange.model == "m" && exchange.responseModel == "m-1" && exchange.streamed == true)
        #expect(exchange.wire?.bytes == passed.1)
        try await MockServer(AnswerBook(recording.exchanges, matching: .strict)).running { address in
            let again = try await Self.post("http://\(address.host):\(address.port)/v1/chat/completions", body)
            #expect(again.1 == passed.1)
        }
    }

    @Test("Answers that are whole, refusals, vectors and paths of no model pass and are recorded as what they are")
    func whole() async throws {
        let vectors: JSONValue = [
            "object": "list", "model": "e", "data": [["index": 0, "embedding": [0.5, 0.25]]], "usage": ["prompt_tokens": 1],
        ]
        let (statuses, file) = try await LoopbackServer.running({ index in
            switch index {
            case 0:
                .json([
                    "type": "message", "id": "msg_1", "model": "c", "role": "assistant", "stop_reason": "end_turn",
                    "content": [["type": "text", "text": "Hello."]], "usage": ["input_tokens": 4, "output_tokens": 2],
                ])
            case 1: .json(["error": ["message": "slow down"]], status: 429, headers: ["retry-after": "3"])
            case 2: .json(vectors)
            default: .json(["data": []])
            }
        }) { server, upstream in
            try await recorded(String(upstream.dropLast("/v1".count))) { base in
                let messages = #"{"model":"c","max_tokens":9,"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}"#
                return [
                    try await Self.post("\(base)/v1/messages", messages).0,
                    try await Self.post("\(base)/v1/messages", messages).0,
                    try await Self.post("\(base)/v1/embeddings", #"{"model":"e","input":["a cat"]}"#).0,
                    Int(
                        try await HTTPClient.shared.execute(HTTPClientRequest(url: "\(base)/v1/models"), timeout: .seconds(20)).status.code
                    ),
                ]
            }
        }
        #expect(statuses == [200, 429, 200, 200])
        let recording = try Recording(try TelemetryFile(bytes: file))
        #expect(recording.exchanges.count == 2)
        #expect(recording.exchanges[0].input == [.system("Be kind."), .user("Hi")])
        #expect(recording.exchanges[0].provider == "anthropic" && recording.exchanges[0].output.first?.text == "Hello.")
        #expect(recording.exchanges[1].error?.status == 429)
        #expect(recording.exchanges[1].error?.headers["retry-after"] == "3")
        #expect(recording.embeddings.map(\.inputs) == [["a cat"]])

        let book = AnswerBook(recording.exchanges, embeddings: recording.embeddings, matching: .ordered)
        try await MockServer(book).running { address in
            let base = "http://\(address.host):\(address.port)"
            let answer = try await Self.post("\(base)/v1/embeddings", #"{"model":"e","input":"a cat"}"#)
            #expect(try JSONValue(parsing: answer.1) == vectors)
            #expect(try await Self.post("\(base)/v1/embeddings", #"{"model":"e","input":"a cat"}"#).0 == 404)
        }
        #expect(book.unusedEmbeddings.isEmpty && book.unanswered == 1)
        let within = AnswerBook(recording.exchanges, embeddings: recording.embeddings, matching: .ordered)
        let client = LLMClient(model: "e", provider: MockProvider(within))
        #expect(try await client.embed(["a cat"]).vectors == [[0.5, 0.25]])
        await #expect(throws: LLMError.self) { try await client.embed(["a cat"]) }
    }

    @Test("A client that goes away, and a server that does, leave what came")
    func broken() async throws {
        let (_, cut) = try await ChunkServer.running({ _ in .init(Array(Self.events(["It ", "is "]).prefix(2)), .cut) }) { _, upstream in
            try await recorded(String(upstream.dropLast("/v1".count))) {
                _ = try? await Self.post(
                    "\($0)/v1/chat/completions",
                    #"{"model":"m","stream":true,"messages":[{"role":"user","content":"?"}]}"#
                )
            }
        }
        let exchange = try #require(try Recording(try TelemetryFile(bytes: cut)).exchanges.first)
        #expect(exchange.error?.kind == .connection)
        let (status, none) = try await recorded("http://127.0.0.1:9") {
            try await Self.post("\($0)/v1/chat/completions", #"{"model":"m","messages":[{"role":"user","content":"?"}]}"#).0
        }
        #expect(status == 502)
        #expect(try Recording(try TelemetryFile(bytes: none)).exchanges.first?.error?.kind == .connection)
    }

    /// What must never be written, by where it is put.
    private static let secrets = [
        "sk-proj-aaaabbbbccccddddeeeeffff0000111122223333", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "hunter2-and-more-of-it",
        "custom-key-without-any-form-0001", "cookie-value-without-form-0002",
    ]

    @Test("Planted secrets are in no recording: headers, query, bodies, tool results, answers, errors")
    func planted() async throws {
        let secrets = Self.secrets
        let body: JSONValue = [
            "model": "m", "user": .string("password=\(secrets[4])"),
            "messages": [
                ["role": "system", "content": .string("The key is \(secrets[0]).")],
                ["role": "user", "content": [["type": "text", "text": .string("token: \(secrets[1])")]]],
                [
                    "role": "assistant", "content": .null,
                    "tool_calls": [
                        ["id": "c", "type": "function", "function": ["name": "t", "arguments": .string(#"{"k":"\#(secrets[2])"}"#)]]
                    ],
                ],
                ["role": "tool", "tool_call_id": "c", "content": .string(#"{"jwt":"\#(secrets[3])","password":"\#(secrets[4])"}"#)],
            ],
            "tools": [
                [
                    "type": "function",
                    "function": ["name": "t", "description": .string("uses \(secrets[1])"), "parameters": ["type": "object"]],
                ]
            ],
        ]
        let (_, file) = try await LoopbackServer.running({ index in
            index == 0
                ? .json([
                    "id": "c", "model": "m", "echo": .string(secrets[5]),
                    "choices": [
                        [
                            "index": 0, "finish_reason": "stop",
                            "message": ["role": "assistant", "content": .string("You said \(secrets[0]) and \(secrets[5])")],
                        ]
                    ],
                ])
                : .json(
                    ["error": ["message": .string("bad key \(secrets[5]), \(secrets[0])")]],
                    status: 401,
                    headers: ["set-cookie": secrets[6]]
                )
        }) { _, upstream in
            try await recorded(String(upstream.dropLast("/v1".count))) { base in
                for _ in 0..<2 {
                    _ = try await Self.post(
                        "\(base)/v1/chat/completions?api_key=\(secrets[5])&token=\(secrets[1])",
                        body.text(),
                        headers: [
                            ("Authorization", "Bearer \(secrets[5])"), ("Cookie", "session=\(secrets[6])"), ("x-api-key", secrets[5]),
                        ]
                    )
                }
            }
        }
        let recording = try Recording(try TelemetryFile(bytes: file))
        #expect(recording.exchanges.count == 2)
        let text = String(decoding: file, as: UTF8.self)
        let wires = recording.traces.spans.flatMap(\.events).compactMap { $0.attributes[Glue.Attributes.wireBody]?.string }
            .compactMap { WireBody.bytes(of: $0) }.map { String(decoding: $0, as: UTF8.self) }
        for secret in secrets {
            #expect(!text.contains(secret), "\(secret) is in the file")
            #expect(!wires.contains { $0.contains(secret) }, "\(secret) is in the bytes of an answer")
        }
        // The same requests, secrets and all, find their answers again.
        let book = AnswerBook(recording.exchanges, matching: .ordered, mayDiffer: ["parameters"])
        let arrived = try ArrivedRequest(body, of: .chatCompletions)
        _ = try book.answer(to: arrived.request)
    }

    @Test(
        "litellm's proxy behind it: the Python openai client notices no difference, and what was recorded replays",
        .needs(.litellm),
        .needs(.openai),
        .timeLimit(.minutes(3))
    )
    func litellm() async throws {
        let script = """
            import json, sys, openai
            client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key=sys.argv[2], max_retries=0, timeout=60)
            def shown(answer):
                return [answer.choices[0].message.content, answer.choices[0].finish_reason, answer.usage.total_tokens]
            print(json.dumps(shown(client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Weather?"}]))))
            text = ""
            for chunk in client.chat.completions.create(model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "Weather, slowly?"}]):
                for choice in chunk.choices:
                    text += choice.delta.content or ""
            print(text)
            try:
                client.chat.completions.create(model="no-such-model", messages=[{"role": "user", "content": "?"}])
            except openai.APIStatusError as error:
                print(type(error).__name__, error.status_code)
            """
        try await LitellmProxy.running { upstream in
            @Sendable func run(_ base: String) async throws -> String {
                let outcome = try await Program.python(.openai, script: script, [base, LitellmProxy.key]).run()
                try #require(outcome.exitCode == 0, "\(outcome.error)")
                return outcome.text
            }
            let direct = try await run(upstream.baseURL)
            let (through, file) = try await recorded(upstream.baseURL) { try await run($0) }
            #expect(through == direct)
            #expect(!String(decoding: file, as: UTF8.self).contains(LitellmProxy.key))
            let recording = try Recording(try TelemetryFile(bytes: file))
            #expect(recording.exchanges.count == 3)
            let book = AnswerBook(recording.exchanges, matching: .strict)
            let replayed = try await MockServer(book).running { try await run("http://\($0.host):\($0.port)") }
            #expect(replayed == direct)
            #expect(book.unused.isEmpty)
        }
    }
}

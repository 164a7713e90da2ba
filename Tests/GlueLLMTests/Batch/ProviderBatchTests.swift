import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

/// Answers as the API references of OpenAI and Anthropic have them.
@Suite("Batches of the providers")
struct ProviderBatchTests {
    private static func openAI(_ status: String, files: Bool = false) -> JSONValue {
        var batch: JSONObject = [
            "id": "batch_1", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-in",
            "completion_window": "24h", "status": .string(status), "created_at": 1_714_508_499,
            "request_counts": ["total": 3, "completed": 1, "failed": 1],
        ]
        if files {
            batch["output_file_id"] = "file-out"
            batch["error_file_id"] = "file-errors"
        }
        return .object(batch)
    }

    private static let openAIOutput = """
        {"id":"batch_req_1","custom_id":"item-0","response":{"status_code":200,"request_id":"req_1","body":{"id":"chatcmpl-1",\
        "object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant",\
        "content":"Paris"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}}},\
        "error":null}

        """
    private static let openAIErrors = """
        {"id":"batch_req_2","custom_id":"item-1","response":{"status_code":400,"request_id":"req_2","body":{"error":{"message":"no",\
        "type":"invalid_request_error"}}},"error":null}
        {"id":"batch_req_3","custom_id":"item-2","response":null,"error":{"code":"batch_expired",\
        "message":"This request could not be executed before the completion window expired."}}

        """

    private static let items = ["Capital of France?", "Capital of?", "Capital of Spain?"].map { (prompt: String) in
        BatchItem(id: prompt, prompt)
    }

    private static func client(_ provider: any ModelProvider, _ model: String, tracer: any Tracer = NoOpTracer()) -> LLMClient {
        LLMClient(model: model, provider: provider, systemPrompt: "Be terse.", tracer: tracer, clock: VirtualClock(patience: .seconds(600)))
    }

    @Test("OpenAI's: a file goes up, the batch is looked at until it ends, both files of results are read, at half the price")
    func openAI() async throws {
        let replies: [LoopbackServer.Reply] = [
            .json(["id": "file-in", "object": "file", "purpose": "batch"]), .json(Self.openAI("validating")),
            .json(Self.openAI("in_progress")), .json(["error": ["message": "busy"]], status: 503),
            .json(Self.openAI("completed", files: true)), .bytes(Array(Self.openAIOutput.utf8)), .bytes(Array(Self.openAIErrors.utf8)),
        ]
        try await LoopbackServer.running({ replies[$0] }) { server, url in
            let tracer = InMemoryTracer()
            let submitted = Log<String>()
            let client = Self.client(try OpenAIProvider(baseURL: url, apiKey: "k"), "gpt-4o-mini", tracer: tracer)
            let response = try await client.batch(Self.items, via: ProviderBatching(onSubmit: { submitted.append($0) }))
            #expect(response.results.map(\.id) == Self.items.map(\.id))
            #expect(response.results[0].completion?.text == "Paris" && response.results[0].completion?.responseID == "chatcmpl-1")
            #expect(response.results[1].error?.kind == .invalidRequest && response.results[1].error?.requestID == "req_2")
            #expect(response.results[2].error?.kind == .timeout)
            #expect(response.summary.succeeded == 1 && response.summary.failed == 2 && submitted.entries == ["batch_1"])
            let price = try #require(PriceTable.shipped.price(of: "gpt-4o-mini"))
            #expect(response.summary.costs == BatchCosts(exact: price.input / 2))

            let received = server.received
            #expect(
                received.map(\.path) == [
                    "/v1/files", "/v1/batches", "/v1/batches/batch_1", "/v1/batches/batch_1", "/v1/batches/batch_1",
                    "/v1/files/file-out/content", "/v1/files/file-errors/content",
                ]
            )
            let form = String(decoding: received[0].bytes, as: UTF8.self)
            #expect(received[0]["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
            #expect(form.contains("name=\"purpose\"\r\n\r\nbatch\r\n"))
            let lines = form.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }
            let first = try JSONValue(parsing: String(try #require(lines.first)))
            #expect(lines.count == 3 && first["custom_id"] == "item-0" && first["url"] == "/v1/chat/completions")
            #expect(first["body"]?["messages"]?[0]?["content"] == "Be terse." && first["method"] == "POST")
            #expect(received[1].body["input_file_id"] == "file-in" && received[1].body["completion_window"] == "24h")
            let root = try #require(tracer.span("batch"))
            #expect(root["gluellm.batch.provider_id"] == "batch_1" && root.number("gluellm.batch.failed") == 2)
        }
    }

    @Test("Anthropic's: one request hands all over, results of every type are read")
    func anthropic() async throws {
        func batch(_ status: String) -> JSONValue {
            [
                "id": "msgbatch_1", "type": "message_batch", "processing_status": .string(status),
                "request_counts": ["processing": 0, "succeeded": 1, "errored": 1, "canceled": 0, "expired": 1],
                "results_url": "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results",
            ]
        }
        let results = """
            {"custom_id":"item-2","result":{"type":"expired"}}
            {"custom_id":"item-0","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","role":"assistant",\
            "model":"claude-sonnet-4-5","content":[{"type":"text","text":"Paris"}],"stop_reason":"end_turn",\
            "usage":{"input_tokens":1000000,"output_tokens":0}}}}
            {"custom_id":"item-1","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error",\
            "message":"no"}}}}
            """
        let replies: [LoopbackServer.Reply] = [
            .json(batch("in_progress")), .json(batch("in_progress")), .json(batch("ended")), .bytes(Array(results.utf8)),
        ]
        try await LoopbackServer.running({ replies[$0] }) { server, url in
            let provider = try AnthropicProvider(baseURL: String(url.dropLast("/v1".count)), apiKey: "k")
            let response = try await Self.client(provider, "claude-sonnet-4-5").batch(Self.items, via: ProviderBatching())
            #expect(response.results[0].completion?.text == "Paris")
            #expect(response.results.map { $0.error?.kind } == [nil, .invalidRequest, .timeout])
            let price = try #require(PriceTable.shipped.price(of: "claude-sonnet-4-5"))
            let usage = Usage(inputTokens: 1_000_000, outputTokens: 0)
            #expect(response.summary.costs == BatchCosts(exact: price.cost(of: usage) / 2))
            let received = server.received
            #expect(
                received.map(\.path) == [
                    "/v1/messages/batches", "/v1/messages/batches/msgbatch_1", "/v1/messages/batches/msgbatch_1",
                    "/v1/messages/batches/msgbatch_1/results",
                ]
            )
            let request = try #require(received[0].body["requests"]?[0])
            #expect(request["custom_id"] == "item-0" && request["params"]?["system"] == "Be terse.")
            #expect(received[0]["x-api-key"] == "k")
        }
    }

    @Test("A batch that was submitted before is taken up by its name and not paid twice")
    func resumed() async throws {
        let replies: [LoopbackServer.Reply] = [
            .json(Self.openAI("completed", files: true)), .bytes(Array(Self.openAIOutput.utf8)), .bytes(Array(Self.openAIErrors.utf8)),
        ]
        try await LoopbackServer.running({ replies[$0] }) { server, url in
            let client = Self.client(try OpenAIProvider(baseURL: url), "gpt-4o-mini")
            let response = try await client.batch(Self.items, via: ProviderBatching(resuming: "batch_1"))
            #expect(response.summary.succeeded == 1)
            #expect(server.received.allSatisfy { $0.body.isNull })
        }
    }

    @Test("A batch that is refused as a whole says why; a submission that fails is not made again")
    func refused() async throws {
        var failed = Self.openAI("failed").object ?? [:]
        failed["errors"] = ["object": "list", "data": [["code": "token_limit_exceeded", "message": "too many"]]]
        let refusal = JSONValue.object(failed)
        try await LoopbackServer.running({ _ in .json(refusal) }) { _, url in
            let client = Self.client(try OpenAIProvider(baseURL: url), "gpt-4o-mini")
            let error = await #expect(throws: BatchError.self) {
                try await client.batch(Self.items, via: ProviderBatching(resuming: "batch_1"))
            }
            #expect(error?.underlying.message.contains("token_limit_exceeded") == true)
        }
        try await LoopbackServer.running({ _ in .json([:], status: 503) }) { server, url in
            let client = Self.client(try OpenAIProvider(baseURL: url), "gpt-4o-mini")
            await #expect(throws: BatchError.self) { try await client.batch(Self.items, via: ProviderBatching()) }
            #expect(server.received.count == 1)
        }
    }

    @Test("Tools and providers without batches are refused before anything is sent")
    func unfit() async throws {
        let provider = ScriptedProvider([])
        let plain = Self.client(provider, "m")
        let error = await #expect(throws: BatchError.self) { try await plain.batch(Self.items, via: ProviderBatching()) }
        #expect(error?.underlying.kind == .configuration && provider.requests.isEmpty)
    }

    @Test("A lost batch of OpenAI is found by its mark; Anthropic keeps none and says so")
    func marks() async throws {
        var lost = Self.openAI("in_progress").object ?? [:]
        lost["metadata"] = ["gluellm_batch": "mark-1"]
        let list: JSONValue = ["object": "list", "data": [Self.openAI("completed"), .object(lost)]]
        try await LoopbackServer.running({ _ in .json(list) }) { _, url in
            let provider = try OpenAIProvider(baseURL: url)
            let attempt = Attempt(tracer: NoOpTracer())
            let found = try await provider.findBatch(mark: "mark-1", attempt: attempt)
            let none = try await provider.findBatch(mark: "mark-2", attempt: attempt)
            #expect(found?.state == .underWay && none == nil)
            let anthropic = try AnthropicProvider(baseURL: url)
            await #expect(throws: LLMError.self) { try await anthropic.findBatch(mark: "mark-1", attempt: attempt) }
        }
    }

    @Test("A file's batch that a run left under way is waited for by the next, and nothing is submitted twice")
    func file() async throws {
        let replies: [LoopbackServer.Reply] = [
            .json(["id": "file-in"]), .json(Self.openAI("validating")), .json(["error": ["message": "no"]], status: 401),
            .json(Self.openAI("completed", files: true)), .bytes(Array(Self.openAIOutput.utf8)), .bytes(Array(Self.openAIErrors.utf8)),
        ]
        try await LoopbackServer.running({ replies[$0] }) { server, url in
            try await TemporaryFolder.with { folder in
                let input = (0..<3).map { #"{"id":"\#($0)","prompt":"question \#($0)"}"# }.joined(separator: "\n")
                try folder.write(Array(input.utf8), to: "in")
                let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
                let client = Self.client(try OpenAIProvider(baseURL: url), "gpt-4o-mini")
                await #expect(throws: BatchError.self) { try await client.batch(file, via: ProviderBatching()) }
                #expect(server.received.count == 3)
                let summary = try await client.batch(file, via: ProviderBatching())
                #expect(summary.succeeded == 1 && summary.failed == 2 && summary.requests == 3)
                let submissions = server.received.filter { ["/v1/files", "/v1/batches"].contains($0.path) }
                #expect(submissions.count == 2)
                let again = try await client.batch(file, via: ProviderBatching())
                #expect(again.resumed == 3 && server.received.count == 6)
            }
        }
    }

    @Test("Where the id of a file's batch was lost, the batch is looked for by its mark before anything is submitted")
    func lostID() async throws {
        var lost = Self.openAI("completed", files: true).object ?? [:]
        lost["metadata"] = ["gluellm_batch": "mark-1"]
        let replies: [LoopbackServer.Reply] = [
            .json(["object": "list", "data": [.object(lost)]]), .bytes(Array(Self.openAIOutput.utf8)),
            .bytes(Array(Self.openAIErrors.utf8)),
        ]
        try await LoopbackServer.running({ replies[$0] }) { server, url in
            try await TemporaryFolder.with { folder in
                let input = (0..<3).map { #"{"id":"\#($0)","prompt":"question \#($0)"}"# }.joined(separator: "\n")
                try folder.write(Array(input.utf8), to: "in")
                try folder.write(Array("{\"submitting\":\"mark-1\",\"last\":2}\n".utf8), to: "out.sent")
                let client = Self.client(try OpenAIProvider(baseURL: url), "gpt-4o-mini")
                let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
                let summary = try await client.batch(file, via: ProviderBatching())
                #expect(summary.succeeded == 1 && summary.failed == 2)
                #expect(server.received.map(\.path).first?.hasPrefix("/v1/batches?limit=100") == true)
                #expect(!server.received.contains { $0.path == "/v1/files" })
            }
        }
    }
}

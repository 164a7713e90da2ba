import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Batch")
struct BatchTests {
    private static func client(_ replies: [ScriptedProvider.Reply]) -> (client: LLMClient, provider: ScriptedProvider) {
        let provider = ScriptedProvider(replies)
        return (LLMClient(model: "gpt-4o-mini", provider: provider, retry: .never, tracer: NoOpTracer(), clock: VirtualClock()), provider)
    }

    private static let three = ["a", "b", "c"].map { (id: String) in BatchItem(id: id, "prompt \(id)") }
    private static var sequence: AsyncStream<BatchItem> {
        AsyncStream { continuation in
            for item in three { continuation.yield(item) }
            continuation.finish()
        }
    }
    private static let used = Usage(inputTokens: 1_000_000, outputTokens: 1_000_000)

    @Test("I09 An empty batch comes to zeros without a call")
    func empty() async throws {
        let (client, provider) = Self.client([])
        let response = try await client.batch([])
        #expect(response.results.isEmpty && provider.requests.isEmpty)
        let summary = response.summary
        #expect([summary.total, summary.succeeded, summary.failed, summary.skipped, summary.requests] == [0, 0, 0, 0, 0])
        #expect(summary.usage == nil && summary.costs.total == .exact(0))
    }

    @Test("I09 To continue keeps the failure as a result in its place")
    func continues() async throws {
        let (client, provider) = Self.client([.fails(.invalidRequest), "two", "three"])
        let response = try await client.batch(Self.three, options: BatchOptions(concurrency: 1))
        #expect(response.results.map(\.id) == ["a", "b", "c"] && response.results.map(\.index) == [0, 1, 2])
        #expect(response.results.map { $0.completion?.text } == [nil, "two", "three"])
        #expect(response.results[0].error?.kind == .invalidRequest)
        #expect(response.summary.succeeded == 2 && response.summary.failed == 1 && response.summary.skipped == 0)
        #expect(provider.requests.count == 3)
    }

    @Test("I09 To skip leaves the failure out of the results and counts it")
    func skips() async throws {
        let (client, _) = Self.client([.fails(.invalidRequest), "two", "three"])
        let response = try await client.batch(Self.three, options: BatchOptions(concurrency: 1, errorStrategy: .skip))
        #expect(response.results.map(\.id) == ["b", "c"])
        #expect(response.summary.total == 3 && response.summary.failed == 1 && response.summary.skipped == 1)
    }

    @Test("I09 To fail fast ends with the first failure: one call, an error that names the item, nothing lost")
    func failsFast() async throws {
        let (client, provider) = Self.client([.fails(.invalidRequest), "two", "three"])
        let options = BatchOptions(concurrency: 1, errorStrategy: .failFast)
        let error = await #expect(throws: BatchError.self) { try await client.batch(Self.three, options: options) }
        guard case .item("a", 0, let cause)? = error?.reason else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(cause.kind == .invalidRequest && error?.summary.failed == 1)
        #expect(provider.requests.count == 1)
    }

    @Test("A batch that fails fast hands over what had come before")
    func partial() async throws {
        let (client, provider) = Self.client(["one", .fails(.server), "three"])
        let options = BatchOptions(concurrency: 1, errorStrategy: .failFast)
        let error = await #expect(throws: BatchError.self) { try await client.batch(Self.three, options: options) }
        #expect(error?.results.map(\.id) == ["a"] && error?.results.first?.completion?.text == "one")
        #expect(provider.requests.count == 2)
    }

    @Test("Two items with one id are refused before anything is sent, given ids and made-up ones alike")
    func duplicates() async throws {
        let (client, provider) = Self.client(["one"])
        for items in [[BatchItem(id: "a", "1"), BatchItem(id: "a", "2")], [BatchItem("1"), BatchItem(id: "item-0", "2")]] {
            let error = await #expect(throws: BatchError.self) { try await client.batch(items) }
            guard case .duplicateID? = error?.reason else { return #expect(Bool(false), "\(String(describing: error))") }
        }
        #expect(provider.requests.isEmpty)
    }

    @Test("A budget that is spent stops the batch instead of failing every item", arguments: BatchOptions.ErrorStrategy.allCases)
    func budget(strategy: BatchOptions.ErrorStrategy) async throws {
        var (client, provider) = Self.client(Array(repeating: "yes", count: 100))
        client.budget = Budget(Budget.Bounds(calls: 2))
        let items = (0..<100).map { BatchItem("\($0)") }
        let options = BatchOptions(concurrency: 1, errorStrategy: strategy)
        let limited = client
        let error = await #expect(throws: BatchError.self) { try await limited.batch(items, options: options) }
        guard case .stopped(let cause)? = error?.reason else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(cause.kind == .budget && error?.results.count == 2 && error?.summary.failed == 0)
        #expect(provider.requests.count == 2)
    }

    @Test("As many items are under way as asked for, no more; results stand in the order of the items")
    func concurrency() async throws {
        let gauge = Gauge()
        let provider = GaugedProvider(gauge: gauge)
        let client = LLMClient(model: "m", provider: provider, tracer: NoOpTracer())
        let response = try await client.batch((0..<40).map { BatchItem("\($0)") }, options: BatchOptions(concurrency: 4))
        #expect(response.results.map { $0.completion?.text } == (0..<40).map { "\($0)" })
        #expect(gauge.most <= 4 && gauge.most > 1)
    }

    @Test("An item that fails in a way worth repeating is begun again; its requests and costs all count")
    func attempts() async throws {
        let (client, provider) = Self.client([.fails(.server), .text("one", Self.used), "two", .fails(.invalidRequest)])
        let response = try await client.batch(Self.three, options: BatchOptions(concurrency: 1, attempts: 3))
        #expect(response.results.map(\.attempts) == [2, 1, 1] && response.results.map(\.requests) == [2, 1, 1])
        #expect(response.summary.requests == 4 && provider.requests.count == 4)
        #expect(response.summary.usage == Self.used)
        // The second answer told no tokens.
        #expect(response.summary.costs.unknown == 1 && response.summary.costs.total == .unknown)
        let price = try #require(PriceTable.shipped.price(of: "gpt-4o-mini"))
        #expect(abs(response.summary.costs.exact - price.cost(of: Self.used)) < 1e-9)
    }

    @Test("An item has its own prompt, model and parameters, the client's elsewhere")
    func overrides() async throws {
        var (client, provider) = Self.client(["one", "two"])
        client.systemPrompt = "house"
        client.parameters = ModelParameters(temperature: 1, maxTokens: 5)
        let items = [
            BatchItem(
                messages: [.user("hi")],
                systemPrompt: "own",
                model: "openai:gpt-4o",
                parameters: ModelParameters(temperature: 0)
            ),
            BatchItem(messages: [.system("mine"), .user("hi")]),
        ]
        _ = try await client.batch(items, options: BatchOptions(concurrency: 1))
        let requests = provider.requests
        #expect(requests.map(\.model) == ["gpt-4o", "gpt-4o-mini"])
        #expect(requests.map { $0.messages.map(\.text) } == [["own", "hi"], ["mine", "hi"]])
        #expect(requests.map(\.parameters.temperature) == [0, 1] && requests.map(\.parameters.maxTokens) == [5, 5])
    }

    @Test("Another provider's model is a failure of its item before anything is sent")
    func foreignModel() async throws {
        let (client, provider) = Self.client([])
        let response = try await client.batch([BatchItem(messages: [.user("hi")], model: "anthropic:claude-sonnet-4-5")])
        #expect(response.results.first?.error?.kind == .configuration && provider.requests.isEmpty)
    }

    @Test("The batch is one trace: a root with the totals, a span for each item, the calls below")
    func trace() async throws {
        let tracer = InMemoryTracer()
        var (client, _) = Self.client([.text("one", Self.used), .fails(.server), "three"])
        client.tracer = tracer
        _ = try await client.batch(Self.three, options: BatchOptions(concurrency: 1))
        let root = try #require(tracer.span("batch"))
        #expect(root.number("gluellm.batch.succeeded") == 2 && root.number("gluellm.batch.failed") == 1)
        #expect(root.number("gluellm.batch.requests") == 3 && root.number("gluellm.usage.input_tokens") == 1_000_000)
        #expect(root["gluellm.batch.error_strategy"] == "continue" && !root.isFailed)
        let items = tracer.children(of: root)
        #expect(items.map(\.operationName) == ["batch_item", "batch_item", "batch_item"])
        #expect(items.map { $0["gluellm.batch.item.id"] } == ["a", "b", "c"])
        #expect(items.map { $0["gluellm.batch.item.outcome"] } == ["succeeded", "failed", "succeeded"])
        #expect(items.map(\.errorType) == [nil, "server", nil])
        for item in items { #expect(tracer.children(of: item).map(\.operationName) == ["invoke_agent"]) }
        #expect(Set(tracer.finishedSpans.map(\.traceID)).count == 1)
    }

    @Test("Progress tells what is done, what is left and what it cost")
    func progress() async throws {
        let (client, _) = Self.client(["one", .fails(.server), "three"])
        let log = Log<BatchProgress>()
        _ = try await client.batch(Self.three, options: BatchOptions(concurrency: 1, onProgress: { log.append($0) }))
        #expect(log.entries.map(\.done) == [1, 2, 3] && log.entries.map(\.total) == [3, 3, 3])
        #expect(log.entries.last?.summary.failed == 1)
        let progress = BatchProgress(summary: .init(), total: 30, rate: 2)
        #expect(progress.timeLeft == .seconds(15))
    }

    @Test("The rate is that of the last items alone")
    func rate() {
        var rate = RecentRate()
        for second in 1...200 { rate.add(.seconds(second)) }
        for tenth in 1...200 { rate.add(.seconds(200) + .milliseconds(100 * tenth)) }
        #expect(rate.perSecond.map { abs($0 - 10) < 0.01 } == true)
    }

    @Test("A sequence is read no further ahead than results are taken, and ends with its reader")
    func backPressure() async throws {
        let (client, provider) = Self.client(Array(repeating: "yes", count: 1000))
        let read = Log<Int>()
        let items = AsyncStream<BatchItem> {
            let number = read.entries.count
            read.append(number)
            return number < 1000 ? BatchItem("\(number)") : nil
        }
        var count = 0
        for try await event in client.batchStream(items, options: BatchOptions(concurrency: 2)) {
            if case .result = event { count += 1 }
            if count == 5 { break }
        }
        #expect(provider.requests.count <= 5 + 2 + 2 && read.entries.count <= 5 + 2 + 4)
    }

    @Test("A stream hands over results as they come, then the totals")
    func stream() async throws {
        let (client, _) = Self.client(["one", "two", "three"])
        var ids: [String] = []
        var summary: BatchSummary?
        for try await event in client.batchStream(Self.sequence, options: BatchOptions(concurrency: 1)) {
            switch event {
            case .result(let result): ids.append(result.id)
            case .finished(let end): summary = end
            }
        }
        #expect(ids == ["a", "b", "c"] && summary?.succeeded == 3)
    }

    @Test("Whoever cancels a batch ends the items that are under way", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let began = Log<Int>()
        let provider = ScriptedProvider(always: .hang(began: { began.append(1) }))
        let client = LLMClient(model: "m", provider: provider, tracer: NoOpTracer())
        let task = Task { try await client.batch(Self.three, options: BatchOptions(concurrency: 2)) }
        await until { began.entries.count == 2 }
        task.cancel()
        let error = await #expect(throws: BatchError.self) { try await task.value }
        #expect(error?.underlying.kind == .cancelled && error?.summary.requests == 2 && provider.requests.count == 2)
    }

    @Test("Hooks see an item before it is asked and its answer before it is a result")
    func hooks() async throws {
        var (client, provider) = Self.client(["one"])
        client.hooks.add(Hook("mark", at: .preBatchItem, .postBatchItem) { context in context.content += "!" })
        let response = try await client.batch([BatchItem(id: "a", "hi")])
        #expect(provider.requests.first?.messages.last?.text == "hi!" && response.results.first?.completion?.text == "one!")
    }
}

/// Answers with what it is asked, and counts how many ask at once.
private struct GaugedProvider: ModelProvider {
    let name = "openai"
    let server: ServerAddress? = nil
    let gauge: Gauge

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        gauge.enter()
        defer { gauge.leave() }
        for _ in 0..<20 { await Task.yield() }
        return ModelResponse(choices: [.assistant(request.messages.last?.text ?? "")])
    }
}

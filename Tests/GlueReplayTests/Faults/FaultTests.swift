import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing

@testable import GlueReplay

@Suite("Faults")
struct FaultTests {
    @Test(
        "A fault is written as it is read",
        arguments: [
            "429", "429:2000ms@0", "503@1x3", "cut@1.3", "cut", "cut@*.0", "stall:30000ms@2x2", "garbled@2", "split@0", "slow:1500ms@3",
            "usage@1",
        ]
    )
    func text(text: String) throws {
        #expect(try Fault(parsing: text).description == text)
        #expect(try FaultPlan(parsing: "\(text),\(text)").faults.count == 2)
    }

    @Test("Times are read in seconds and milliseconds")
    func times() throws {
        #expect(try Fault(parsing: "slow:1.5s") == Fault(.slow(.milliseconds(1500))))
        #expect(try Fault(parsing: "529:10ms@4") == Fault(.status(529, retryAfter: .milliseconds(10)), exchange: 4))
    }

    @Test(
        "What is no fault is refused with how one is written",
        arguments: [
            "", "399", "600", "cut:1s", "nonsense", "429@", "429@x", "429@1.x", "429@-1", "429x0", "slow:abc", "stall:-1s", "429:1h",
        ]
    )
    func refused(text: String) {
        let error = #expect(throws: FaultSyntaxError.self) { try Fault(parsing: text) }
        #expect(error?.description.contains("KIND[:TIME]") == true)
    }

    @Test("A random plan is the same for the same seed, and another for another")
    func seeded() {
        let plan = FaultPlan.random(seed: 4, rate: 0.5, exchanges: 100)
        #expect(plan == FaultPlan.random(seed: 4, rate: 0.5, exchanges: 100))
        #expect(plan != FaultPlan.random(seed: 5, rate: 0.5, exchanges: 100))
        #expect((30...70).contains(plan.faults.count))
        #expect(FaultPlan.random(seed: 1, rate: 0, exchanges: 9) == .none)
    }

    private static let exchange: Exchange = {
        var exchange = Exchange.sample("Go", answer: .assistant("It is 4 °C in Oslo, 日本 and elsewhere."), before: [])
        exchange.streamed = true
        return exchange
    }()

    private func client(_ provider: any ModelProvider) -> LLMClient {
        var client = LLMClient(model: "gpt-4o-mini", provider: provider)
        client.retry = RetryPolicy(attempts: 3, backoff: Backoff(initial: .milliseconds(1)))
        client.limits.silence = .seconds(3)
        return client
    }

    /// How the engine comes through a fault: what it says in the end, or how it fails.
    private static let outcomes: [(plan: String, isStreamed: Bool, outcome: String)] = [
        ("429:1ms@0", false, "answer"), ("500@0x2", false, "answer"), ("503@0x3", false, "connection"), ("401@0", false, "authentication"),
        ("cut@0", false, "answer"), ("garbled@0", false, "invalid_response"), ("slow:5ms@0", false, "answer"), ("usage@0", false, "answer"),
        ("429:1ms@0", true, "answer"), ("529@0", true, "answer"), ("cut@0.0", true, "answer"), ("cut@0.4", true, "connection"),
        ("stall:60s@0.4", true, "timeout"), ("stall:60s@0.0", true, "answer"), ("garbled@0.4", true, "invalid_response"),
        ("split@0", true, "answer"),
        ("slow:5ms@0", true, "answer"), ("usage@0", true, "answer"),
    ]

    private func outcome(_ client: LLMClient, isStreamed: Bool) async -> (String, Usage?) {
        do throws(LLMError) {
            let completion = isStreamed ? try await client.streamComplete("Go").result().completion : try await client.complete("Go")
            return (completion.text == Self.exchange.output.first?.text ? "answer" : completion.text, completion.usage)
        } catch {
            return (error.kind.rawValue, nil)
        }
    }

    @Test("The engine comes through each as it should, within the process and over HTTP", arguments: outcomes.indices)
    func engine(index: Int) async throws {
        let (text, isStreamed, expected) = Self.outcomes[index]
        let plan = try FaultPlan(parsing: text)
        let within = AnswerBook([Self.exchange], matching: .ordered, faults: plan)
        let (own, usage) = await outcome(client(MockProvider(within)), isStreamed: isStreamed)
        #expect(own == expected, "\(text) within the process")
        if text.hasPrefix("usage") { #expect(usage != nil && usage != Self.exchange.usage) }
        let remote = AnswerBook([Self.exchange], matching: .ordered, faults: plan)
        let (overHTTP, _) = try await MockServer(remote).running { address in
            await outcome(client(try OpenAIProvider(baseURL: "http://\(address.host):\(address.port)/v1")), isStreamed: isStreamed)
        }
        // A connection that breaks may take along what it had brought: then the caller has seen nothing, and the call is made again.
        let possible = text == "cut@0.4" ? [own, "answer"] : [own]
        #expect(possible.contains(overHTTP), "\(text) over HTTP")
    }

    // MARK: - Explorer

    private func recording() async throws -> Recording {
        let recorder = Recorder()
        var client = LLMClient(
            model: "gpt-4o-mini",
            provider: ScriptedProvider([.answer(.calls(.weather("Oslo"))), .answer(.assistant("It is 4 °C in Oslo."))]),
            contentCapture: .spans
        )
        client.tracer = recorder.telemetry.tracer
        try await Self.work(client)
        return try Recording(traces: await recorder.traces())
    }

    private static func work(_ client: LLMClient) async throws {
        var client = client
        client.tools = [RecordedSessions.weather]
        client.systemPrompt = "Be terse."
        _ = try await client.streamComplete("What is the weather in Oslo?").result()
    }

    @Test("The engine comes through every fault at every place, and through several at once")
    func explored() async throws {
        var explorer = FaultExplorer(try await recording(), client: client(MockProvider(AnswerBook([], matching: .ordered)))) {
            try await Self.work($0)
        }
        explorer.depth = 3
        explorer.limit = 60
        let report = await explorer.explore()
        #expect(report.trials > 90)
        #expect(report.failures.isEmpty, "\(report.failures)")
    }

    @Test("What does not come through is shrunk to the least plan, whose text brings it back")
    func shrunk() async throws {
        var explorer = FaultExplorer(try await recording(), client: client(MockProvider(AnswerBook([], matching: .ordered)))) {
            try await Self.work($0)
        }
        // A fault of the check's own: it will have no second exchange that breaks off late.
        explorer.check = { trial in
            trial.plan.faults.contains { $0.kind == .cut && $0.exchange == 1 && ($0.piece ?? 0) >= 2 } ? ["it broke off late"] : []
        }
        explorer.depth = 2
        let report = await explorer.explore()
        #expect(!report.failures.isEmpty)
        #expect(report.failures.allSatisfy { $0.plan.faults.count == 1 && $0.problems == ["it broke off late"] })
        let least = try #require(report.failures.map { "\($0.plan)" }.min())
        #expect(least.hasPrefix("cut@1."))
        #expect(explorer.check(await explorer.trial(try FaultPlan(parsing: least))) == ["it broke off late"])
    }
}

import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTelemetry
import GlueWorkflows
import Logging

/// A service that does everything that a dashboard shows, in every second turn at least: so every series is there early. How
/// often it does what changes from turn to turn: what is the same in every window would not tell one window from another.
struct Shop: Sendable {
    let clock: ServiceClock
    let telemetry: Telemetry
    let traffic: Traffic

    private static let prices = PriceTable(
        date: "2025-06-15",
        prices: [
            "gpt-4o": Price(input: 2.5, output: 10, cachedInput: 1.25), "claude": Price(input: 3, output: 15),
            "gpt-4o-mini": Price(input: 0.15, output: 0.6), "vectors": Price(input: 0.02, output: 0),
        ]
    )
    /// Lives as long as the process.
    private let limiter: RateLimiter
    private let keys: APIKeyPool
    /// Where the service's own server of tools listens.
    let warehousePort: Int

    init(clock: ServiceClock, telemetry: Telemetry, traffic: Traffic, warehousePort: Int) throws {
        self.warehousePort = warehousePort
        self.clock = clock
        self.telemetry = telemetry
        self.traffic = traffic
        limiter = RateLimiter([try RateLimit(1, per: .seconds(4), algorithm: .fixedWindow)], clock: clock)
        keys = try APIKeyPool(["sk-first-0123456789abcdef", "sk-second-0123456789abcdef"], coolDown: .seconds(5), clock: clock)
    }

    func turn(_ turn: Int) async throws {
        try await asks(turn)
        for _ in 0...Self.extra(turn + 6) { try await reachesOut(turn) }
        for _ in 0...Self.extra(turn) where traffic.fails { try await struggles(turn) }
        for _ in 0...Self.extra(turn + 5) { try await works(turn) }
    }

    /// How often something is done beyond once.
    private static func extra(_ turn: Int) -> Int { turn * turn % 7 % 3 }

    // MARK: - Model calls

    private func asks(_ turn: Int) async throws {
        for index in 0...(turn % 2) {
            let usage = usage(100 + 10 * turn + index, 20 + turn)
            await ask(client("gpt-4o") { _ in reply(.milliseconds(400 + 150 * (turn % 4)), usage) })
        }
        await ask(client("claude", "anthropic") { _ in reply(.milliseconds(2100 + 300 * (turn % 3)), usage(700, 90 + 3 * turn)) })
        // A model without a price.
        for _ in 0...Self.extra(turn + 3) { await ask(client("homemade", "local") { _ in reply(.milliseconds(900), usage(50, 5)) }) }
        if traffic.fails { await ask(client("gpt-4o") { _ in .fails(after: .milliseconds(200), .authentication) }) }
        let vectors = client("vectors") { _ in
            traffic == .failing ? .fails(after: .milliseconds(50), .server) : .text(after: .milliseconds(50), Usage(inputTokens: 30))
        }
        for _ in 0...Self.extra(turn + 2) { _ = try? await vectors.embed(["a", "b"]) }
    }

    // MARK: - Trouble

    private func struggles(_ turn: Int) async throws {
        // Now of one model, now of the other.
        let (model, provider) = turn % 2 == 0 ? ("gpt-4o", "openai") : ("claude", "anthropic")
        var patient = client(model, provider) { index in
            index == 0 ? .fails(after: .milliseconds(300), .server) : reply(.milliseconds(500), usage(80, 8))
        }
        patient.retry = RetryPolicy(attempts: 2, backoff: Backoff(initial: .seconds(1 + turn % 2)))
        await ask(patient)

        var limited = client(model, provider) { _ in reply(.milliseconds(100), usage(10, 1)) }
        limited.rateLimiter = limiter
        for _ in 1...2 { await ask(limited) }

        var careful = client("claude", "anthropic") { _ in .fails(after: .milliseconds(250), .server) }
        let next = ScriptedModel("openai", clock) { _ in reply(.milliseconds(350), usage(60, 6)) }
        careful.fallbacks = Fallback([.init(model: "gpt-4o-mini", provider: next)])
        await ask(careful)

        var pooled = client(model, provider) { index in
            index == 0 ? .fails(after: .milliseconds(30), .rateLimit) : reply(.milliseconds(600), usage(40, 4))
        }
        pooled.keys = keys
        await ask(pooled)
        // The provider throttles more than the client makes up for.
        for _ in 0...Self.extra(turn + 4) { await ask(client(model, provider) { _ in .fails(after: .milliseconds(40), .rateLimit) }) }
    }

    // MARK: - Tools, workflows, checks

    private func works(_ turn: Int) async throws {
        var seller = client("gpt-4o") { index in
            index == 0
                ? (traffic == .failing
                    ? .fails(after: .milliseconds(10), .server)
                    : .tools(after: .milliseconds(700), turn % 2 == 0 ? ["stock", "ship"] : ["stock", "stock", "ship"], usage(150, 15)))
                : reply(.milliseconds(800), usage(200, 30))
        }
        seller.name = "seller"
        seller.tools = [
            Errand(name: "stock", clock: clock, time: .milliseconds(45 + 20 * (turn % 3)), fails: false),
            Errand(name: "ship", clock: clock, time: .milliseconds(130), fails: traffic.fails && turn % 3 != 0),
        ]
        await ask(seller)

        var checked = client("gpt-4o") { _ in reply(.milliseconds(300), usage(20, 2)) }
        checked.guardrails = Guardrails([
            Guardrail("polite", on: .input) { [clock] subject in
                clock.advance(by: .milliseconds(3 + 4 * (turn % 3)))
                return subject.content.contains("secret") ? .block(reason: "secret") : .allow
            }
        ])
        checked.hooks = HookRegistry([
            Hook("trim", at: .preGuardrail) { [clock] _ in clock.advance(by: .milliseconds(2 + 5 * (turn % 3))) },
            Hook("audit", at: .preGuardrail) { [clock] _ in
                clock.advance(by: .milliseconds(20))
                throw LLMError(.other, "the disk is full")
            },
        ])
        await ask(checked)
        for _ in 0...Self.extra(turn + 1) where traffic.fails { await ask(checked, "a secret") }

        let options = WorkflowOptions(
            contentCapture: .spans,
            tracer: telemetry.tracer,
            metrics: telemetry.metrics,
            logger: logger,
            clock: clock
        )
        let writer = Agent("writer", client("claude", "anthropic") { _ in reply(.milliseconds(1200), usage(300, 80)) })
        let editor = FunctionExecutor("editor") { [clock] text -> String in
            clock.advance(by: .milliseconds(150 + 50 * (turn % 2)))
            return text
        }
        let printer = FunctionExecutor("printer") { [clock, traffic] _ -> String in
            clock.advance(by: .milliseconds(60 + 90 * (turn % 3)))
            if traffic.fails, turn % 3 != 0 { throw LLMError(.other, "no paper") }
            return "printed"
        }
        for stages in [[Stage("draft", writer), Stage("edit", editor)], [Stage("edit", editor), Stage("print", printer)]] {
            let name = stages.contains { $0.name == "print" } ? "print" : "report"
            _ = try? await Pipeline(name, stages: stages).run("go", options: options)
        }
    }

    // MARK: - Parts

    private func ask(_ client: LLMClient, _ prompt: String = "hello") async {
        if traffic.streams, client.model != "homemade" {
            _ = try? await client.streamComplete(prompt).result()
        } else {
            _ = try? await client.complete(prompt)
        }
    }

    /// An answer, as this kind of traffic has it.
    private func reply(_ time: Duration, _ usage: Usage) -> ScriptedModel.Reply {
        switch traffic {
        case .failing: .fails(after: time, .server)
        case .streaming, .quiet: .pieces(first: time, next: time / 8, words: 2 + usage.outputTokens % 5, usage)
        default: .text(after: time, usage)
        }
    }

    private func usage(_ input: Int, _ output: Int) -> Usage {
        guard traffic == .cached else { return Usage(inputTokens: input, outputTokens: output) }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: input * 3 / 5,
            cacheWriteInputTokens: input / 10,
            reasoningTokens: output / 3
        )
    }

    private func client(
        _ model: String,
        _ provider: String = "openai",
        _ reply: @escaping @Sendable (Int) -> ScriptedModel.Reply
    ) -> LLMClient {
        LLMClient(
            model: model,
            provider: ScriptedModel(provider, clock, reply),
            limits: CallLimits(attempt: .seconds(3600)),
            retry: .never,
            prices: Self.prices,
            contentCapture: .spans,
            tracer: telemetry.tracer,
            metrics: telemetry.metrics,
            conventions: .latest,
            logger: logger,
            clock: clock,
            randomness: .greatest
        )
    }

    /// What the engine logs is exported, too.
    private var logger: Logger { Logger(label: "shop") { telemetry.logHandler(label: $0) } }
}

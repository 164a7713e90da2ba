import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueScope

@Suite("What is known of a span without reading its content")
struct SpanFactsTests {
    /// One call, as each convention writes it.
    private static let conventions: [(name: String, attributes: [OTLP.KeyValue])] = [
        (
            "GenAI",
            [
                .init("gen_ai.operation.name", "chat"), .init("gen_ai.provider.name", "openai"),
                .init("gen_ai.request.model", "gpt-4o-mini"),
                .init("gen_ai.usage.input_tokens", 1000), .init("gen_ai.usage.output_tokens", 100),
                .init("gen_ai.usage.cache_read.input_tokens", 200),
            ]
        ),
        (
            "GenAI, older",
            [
                .init("gen_ai.operation.name", "chat"), .init("gen_ai.system", "openai"), .init("gen_ai.request.model", "gpt-4o-mini"),
                .init("gen_ai.usage.prompt_tokens", 1000), .init("gen_ai.usage.completion_tokens", 100),
                .init("gen_ai.usage.cache_read_input_tokens", 200),
            ]
        ),
        (
            "OpenInference",
            [
                .init("openinference.span.kind", "LLM"), .init("llm.provider", "openai"), .init("llm.model_name", "gpt-4o-mini"),
                .init("llm.token_count.prompt", 1000), .init("llm.token_count.completion", 100),
                .init("llm.token_count.prompt_details.cache_read", 200),
            ]
        ),
        (
            "OpenLLMetry",
            [
                .init("llm.request.type", "chat"), .init("gen_ai.system", "OpenAI"), .init("gen_ai.request.model", "gpt-4o-mini"),
                .init("gen_ai.usage.prompt_tokens", "1000"), .init("gen_ai.usage.completion_tokens", "100"),
                .init("gen_ai.usage.cache_read_input_tokens", "200"),
            ]
        ),
    ]

    @Test("Whichever convention wrote it, a call is a call", arguments: conventions.indices)
    func call(place: Int) {
        let facts = SpanFacts(Make.span(1, Self.conventions[place].attributes))
        #expect(facts.isCall)
        #expect(facts.provider == "openai")
        #expect(facts.model == "gpt-4o-mini")
        #expect(facts.usage?.inputTokens == 1000)
        #expect(facts.usage?.outputTokens == 100)
        #expect(facts.usage?.cachedInputTokens == 200)
        // 800 at 0.15, 200 at 0.075, 100 at 0.60 dollars a million.
        #expect(facts.cost == 195_000)
    }

    @Test("What the span says it cost counts, and nothing is made up")
    func cost() {
        #expect(SpanFacts(Make.span(1, Make.call("gpt-4o-mini", [.init("gluellm.cost.usd", 0.5)]))).cost == 500_000_000)
        #expect(SpanFacts(Make.span(1, Make.call("a-model-that-nobody-knows"))).cost == nil)
        #expect(SpanFacts(Make.span(1, Make.call("m", [.init("gluellm.cost.usd", .double(.nan))]))).cost == nil)
        #expect(SpanFacts(Make.span(1, Make.call("m", [.init("gluellm.cost.usd", -1.0)]))).cost == nil)
    }

    @Test("An agent's totals are no call's; a tool, a step and a failure are told")
    func others() {
        let agent = SpanFacts(
            Make.span(
                1,
                [
                    .init("gen_ai.operation.name", "invoke_agent"), .init("gen_ai.usage.input_tokens", 10),
                    .init("gen_ai.usage.output_tokens", 1),
                ]
            )
        )
        #expect(!agent.isCall && agent.usage == nil)
        let tool = SpanFacts(
            Make.span(1, [.init("openinference.span.kind", "TOOL"), .init("tool.name", "search"), .init("error.type", "timeout")])
        )
        #expect(tool.operation == "execute_tool" && tool.tool == "search" && tool.error == "timeout")
        #expect(SpanFacts(Make.span(1, name: "workflow_step draft")).step == "draft")
        var failed = Make.span(1)
        failed.status = OTLP.Status(code: .error, message: "a message of its own each time")
        #expect(SpanFacts(failed).error == "_OTHER")
        #expect(SpanFacts(Make.span(1, seconds: 0)).isOpen)
    }

    @Test("Absurd numbers add up without harm")
    func absurd() {
        let facts = SpanFacts(Make.span(1, Make.call("m", input: .max, output: .min)))
        #expect(facts.usage.map { $0.inputTokens > 0 && $0.outputTokens == 0 } == true)
        var rollup = Rollup()
        for _ in 0..<1000 { rollup.add(facts) }
        #expect(rollup.count == 1000)
    }

    @Test("A span in two is the span again, and what people said is in the second half")
    func content() throws {
        var span = Make.span(
            1,
            Make.call("m") + Make.said("a question", "an answer") + [.init("note", .string(String(repeating: "long ", count: 100)))]
        )
        span.events = [OTLP.Event(timeUnixNano: 1, name: "gen_ai.user.message", attributes: [.init("content", "hello")])]
        let parts = SpanContent(span)
        let content = try #require(parts.content)
        #expect(!parts.base.attributes.contains { $0.key.hasSuffix("messages") || $0.key == "note" })
        #expect(parts.base.events.isEmpty)
        #expect(SpanContent.joined(parts.base, content).sorted == span.sorted)
        #expect(SpanContent(Make.span(1, Make.call("m"))).content == nil)
        let text = try #require(SearchText.text(of: content, status: nil))
        for word in ["a question", "an answer", "hello", "long"] { #expect(text.contains(word)) }
        #expect(!text.contains("assistant"), "what a part is, is no word that was said")
    }
}

import GlueJSON
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueTelemetry

@Suite("Compatibility profiles")
struct CompatibilityProfileTests {
    private static let input = #"[{"role":"user","parts":[{"type":"text","content":"Hi?"}]}]"#
    private static let output =
        #"[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"Hello."}],"finish_reason":"stop"}]"#

    private func applied(_ profile: CompatibilityProfile, isRoot: Bool = false, _ attributes: [(String, OTLP.AnyValue)]) -> [OTLP.KeyValue]
    {
        let span = OTLP.Span(
            traceID: OTLP.TraceID(high: 1, low: 1),
            spanID: OTLP.SpanID(1),
            parentSpanID: isRoot ? .none : OTLP.SpanID(2),
            name: "step",
            attributes: attributes.map { OTLP.KeyValue($0.0, $0.1) }
        )
        let traces = OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: [span])])])
        return profile.applied(to: traces).spans[0].attributes
    }

    @Test(
        "A destination's headers tell the backend",
        arguments: [
            (["X-MLflow-Experiment-Id"], CompatibilityProfile.mlflow), (["x-project-name"], .phoenix), ([], .none),
            (["authorization"], .none),
        ]
    )
    func recognised(headers: [String], profile: CompatibilityProfile) {
        let headers = headers.map { OTLPHTTPSettings.Header($0, "1") }
        #expect(CompatibilityProfile.automatic.resolved(headers) == profile)
        #expect(CompatibilityProfile.none.resolved(headers) == .none)
    }

    @Test(
        "Each step has the backend's own kind",
        arguments: [
            ("chat", "CHAT_MODEL", "LLM"), ("embeddings", "EMBEDDING", "EMBEDDING"), ("invoke_agent", "AGENT", "AGENT"),
            ("execute_tool", "TOOL", "TOOL"), ("retrieval", "RETRIEVER", "RETRIEVER"), ("invoke_workflow", "CHAIN", "CHAIN"),
        ]
    )
    func kinds(operation: String, mlflow: String, phoenix: String) {
        #expect(applied(.mlflow, [("gen_ai.operation.name", .string(operation))])["mlflow.spanType"]?.string == mlflow)
        #expect(applied(.phoenix, [("gen_ai.operation.name", .string(operation))])["openinference.span.kind"]?.string == phoenix)
    }

    @Test("A model call shows its conversation in OpenAI's form, without reasoning", arguments: [CompatibilityProfile.mlflow, .phoenix])
    func modelCall(profile: CompatibilityProfile) throws {
        let attributes = applied(
            profile,
            [
                ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", .string(Self.input)),
                ("gen_ai.output.messages", .string(Self.output)), ("gen_ai.conversation.id", "c1"),
                ("gen_ai.usage.cache_write.input_tokens", 5),
            ]
        )
        #expect(attributes["input.value"]?.string == #"{"messages":[{"role":"user","content":"Hi?"}]}"#)
        let output = try JSONValue(parsing: try #require(attributes["output.value"]?.string))
        #expect(output["choices"]?[0]?["message"]?["content"] == "Hello.")
        #expect(output["choices"]?[0]?["finish_reason"] == "stop")
        #expect(attributes["output.mime_type"] == "application/json")
        #expect(attributes["session.id"] == "c1" && attributes["gen_ai.usage.cache_creation.input_tokens"] == 5)
    }

    @Test("A root quotes question and answer; without content nothing is made up", arguments: [CompatibilityProfile.mlflow, .phoenix])
    func root(profile: CompatibilityProfile) {
        let spoken: [(String, OTLP.AnyValue)] = [
            ("gen_ai.operation.name", "invoke_agent"), ("input.value", .string(Self.input)), ("input.mime_type", "application/json"),
            ("output.value", .string(Self.output)),
        ]
        let attributes = applied(profile, isRoot: true, spoken)
        #expect(attributes["input.value"] == "Hi?" && attributes["input.mime_type"] == "text/plain")
        #expect(attributes["output.value"] == "Hello.")
        #expect(attributes.count == Set(attributes.map(\.key)).count)
        let silent = applied(profile, isRoot: true, [("gen_ai.operation.name", "invoke_agent")])
        #expect(silent["input.value"] == nil && silent["mlflow.spanInputs"] == nil)
    }

    @Test("What a span says itself stays, and other spans stay as they are")
    func untouched() {
        let own = applied(
            .mlflow,
            [("gen_ai.operation.name", "chat"), ("mlflow.spanType", "MINE"), ("session.id", "s"), ("gen_ai.conversation.id", "c")]
        )
        #expect(own["mlflow.spanType"] == "MINE" && own["session.id"] == "s")
        #expect(applied(.mlflow, [("http.request.method", "POST")]).count == 1)
        #expect(applied(.none, [("gen_ai.operation.name", "chat")]).count == 1)
    }

    @Test("MLflow gets tools, cost and found documents in its own form")
    func mlflow() throws {
        let tools = #"[{"type":"function","name":"add","description":"Adds","parameters":{"type":"object"}}]"#
        let call = applied(
            .mlflow,
            [("gen_ai.operation.name", "chat"), ("gen_ai.tool.definitions", .string(tools)), ("gluellm.cost.usd", 0.25)]
        )
        #expect(call["mlflow.llm.cost"]?.string == #"{"total_cost":0.25}"#)
        #expect(call["mlflow.chat.tools"]?.string?.hasPrefix(#"[{"type":"function","function":{"name":"add""#) == true)
        let documents = #"[{"id":"1","score":0.5,"content":"text"}]"#
        let found = applied(
            .mlflow,
            [
                ("gen_ai.operation.name", "retrieval"), ("gen_ai.retrieval.query.text", "q"),
                ("gen_ai.retrieval.documents", .string(documents)),
            ]
        )
        #expect(found["mlflow.spanInputs"] == "q")
        #expect(found["mlflow.spanOutputs"]?.string == #"[{"page_content":"text","metadata":{"id":"1","score":0.5}}]"#)
    }
}

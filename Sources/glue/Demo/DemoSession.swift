import GlueLLM
import GlueOTLP
import GlueReplay
import Tracing

/// The shipped session: what was asked, who may be asked, and what was recorded.
///
/// `Session/session.jsonl` is a trace of this very conversation, recorded by this engine. To renew it, run
/// `glue demo --keep DIR` and put `DIR/trace.jsonl` in its place.
enum DemoSession {
    static let systemPrompt = "You plan bicycle rides in Lisbon. Look things up with the tools; answer in one sentence."
    static let question = "Is this afternoon good for a ride from Belém to the Oceanarium?"
    static let model = "gpt-4o-mini"

    static func recording() throws -> Recording {
        try Recording(TelemetryFile(bytes: PackageResources.session_jsonl))
    }

    static func client(baseURL: String, tracer: any Tracer) throws -> LLMClient {
        try LLMClient(
            model: "openai:\(model)",
            baseURL: baseURL,
            apiKey: "none",
            name: "planner",
            systemPrompt: systemPrompt,
            tools: DemoTools.all(),
            parameters: ModelParameters(temperature: 0),
            contentCapture: .spans,
            tracer: tracer
        )
    }
}

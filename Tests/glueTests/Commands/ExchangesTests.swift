import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("glue exchanges")
struct ExchangesTests {
    @Test("A line an exchange, with the members that are promised", arguments: ["pb", "jsonl"])
    func lines(form: String) async throws {
        let files = ["traces", "logs"].map { Fixtures.path("samples/openai-v2-legacy-tools" + ($0 == "logs" ? ".logs." : ".") + form) }
        let outcome = try await Program.glue(["exchanges"] + files).run()
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let lines = try outcome.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(!lines.isEmpty)
        for (index, line) in lines.enumerated() {
            #expect(line["index"]?.integer == Int64(index))
            #expect(
                line.object?.keys == [
                    "index", "trace_id", "span_id", "provider", "model", "response_model", "response_id", "streamed", "input", "output",
                    "tools", "usage", "finish_reason", "error", "missing",
                ]
            )
        }
    }

    @Test("Traces without a model call are told as such")
    func none() async throws {
        let outcome = try await Program.glue(["exchanges", "-"]).run(input: BadInputTests.traces.protobuf())
        #expect(outcome.exitCode == 3)
        #expect(outcome.error.contains("none of its 1 spans is a model call"))
    }
}

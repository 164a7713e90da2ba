import GlueEncoding
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueReplay

/// Recordings that are damaged, cut, foreign or made to hurt: a typed error or what can be read, never more.
@Suite("Hostile recordings")
struct HostileRecordingTests {
    /// Reads a recording with all that is done with one; what it throws must be an error of ours.
    private func read(_ bytes: [UInt8]) {
        do {
            let recording = try Recording(try TelemetryFile(bytes: bytes))
            for exchange in recording.exchanges { _ = exchange.json.bytes() }
            let book = AnswerBook(recording.exchanges, embeddings: recording.embeddings, matching: .lenient)
            #expect(book.unused.count == recording.exchanges.count)
        } catch {
            #expect(error is TelemetryFileError || error is RecordingError, "\(error)")
        }
    }

    /// How many places of a file are tried.
    private static let places = Seeds.from(0, count: 50).count

    private static let samples = ["pydantic-ai-tools", "mlflow-stream", "langchain-tools", "litellm-tools", "openinference-openai-stream"]

    @Test("A file that is cut at any place", arguments: samples, ["pb", "jsonl"])
    func cut(name: String, form: String) async throws {
        let bytes = try Fixtures.bytes("samples/\(name).\(form)")
        for length in stride(from: 0, to: bytes.count, by: max(bytes.count / Self.places, 1)) {
            read(Array(bytes.prefix(length)))
            // Other tests wait for the same threads.
            await Task.yield()
        }
    }

    @Test("A file with a byte changed at any place", arguments: samples, ["pb", "jsonl"])
    func flipped(name: String, form: String) async throws {
        let bytes = try Fixtures.bytes("samples/\(name).\(form)")
        var random = SplitMix(seed: 9)
        for place in stride(from: 0, to: bytes.count, by: max(bytes.count / Self.places, 1)) {
            await Task.yield()
            var changed = bytes
            changed[place] ^= UInt8(1 << (random.next() % 8))
            read(changed)
        }
    }

    @Test("Values that are nested without end, in every place where a recorder writes JSON")
    func nested() async {
        let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
        let objects = String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)
        for text in [deep, objects, String(repeating: "(", count: 100_000), String(repeating: "{'a': ", count: 50_000)] {
            for key in [
                GenAI.Attributes.inputMessages, GenAI.Attributes.outputMessages, GenAI.Attributes.toolDefinitions, "mlflow.spanInputs",
                "input.value", "output.value", "llm.openai.choices", "events", "gen_ai.response.finish_reasons",
            ] {
                for scope in ["x", "litellm", "mlflow.tracing.provider", "GlueLLM"] {
                    await Task.yield()
                    let span = OTLP.Span.made(
                        1,
                        "chat m",
                        [
                            "gen_ai.operation.name": "chat", "openinference.span.kind": "LLM", "mlflow.spanType": "\"CHAT_MODEL\"",
                            key: .string(text),
                        ]
                    )
                    read(TelemetryFile(traces: OTLP.Traces(scope: scope, span)).bytes(.init(.protobuf)))
                }
            }
        }
    }

    @Test("Indices and counts without bound")
    func counts() {
        let span = OTLP.Span.made(
            1,
            "chat m",
            [
                "gen_ai.operation.name": "chat", "gen_ai.prompt.9223372036854775807.role": "user", "gen_ai.prompt.999999999.content": "x",
                "gen_ai.prompt.-5.content": "y", "gen_ai.usage.input_tokens": .int(.max), "gen_ai.usage.output_tokens": .int(.min),
                "gen_ai.request.max_tokens": .double(1e300), "gen_ai.response.time_to_first_chunk": .double(-.infinity),
            ]
        )
        read(TelemetryFile(traces: OTLP.Traces(scope: "x", span)).bytes(.init(.jsonLines)))
        var endless = span
        endless.startTimeUnixNano = .max
        endless.endTimeUnixNano = 0
        read(TelemetryFile(traces: OTLP.Traces(scope: "x", endless)).bytes(.init(.protobuf)))
    }

    @Test("A gzip bomb as a file, and one as the bytes of an answer, come out no further than the bound")
    func bombs() throws {
        var bomb = Gzip.compress([UInt8](repeating: 0, count: 64 << 20))
        #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: bomb, limit: 1 << 20) }
        // Twice compressed: a file within the file is no file.
        bomb = Gzip.compress(bomb)
        read(bomb)
        let answer = WireBody.text(of: [UInt8](repeating: 0x20, count: 80 << 20))
        #expect(WireBody.bytes(of: answer) == nil)
        #expect(WireBody.bytes(of: "H4sI!!!!") == nil)
        #expect(WireBody.bytes(of: "H4sI") == nil)
    }

    @Test("Parents in a circle, spans that are their own parents, thousands of levels, ids that come again")
    func trees() {
        var spans: [OTLP.Span] = []
        for number in 1...3000 as ClosedRange<UInt64> {
            spans.append(.made(number, "chat m", in: number == 1 ? 3000 : number - 1, ["gen_ai.operation.name": "chat"]))
        }
        read(TelemetryFile(traces: OTLP.Traces(scope: "GlueLLM", spans)).bytes(.init(.protobuf)))
        let same = [OTLP.Span](repeating: .made(1, "chat m", in: 1, ["gen_ai.operation.name": "chat"]), count: 500)
        read(TelemetryFile(traces: OTLP.Traces(scope: "GlueLLM", same)).bytes(.init(.protobuf)))
    }
}

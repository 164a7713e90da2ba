import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("opentelemetry-proto in Python")
struct PeerTests {
    private static let seeds = Seeds.from(100, count: 60)

    @Test("It decodes our traces to the same values, and we its, in protobuf and in JSON", .needs(.otlp))
    func traces() async throws {
        let messages = Self.seeds.map { seed in
            var generator = Generator(seed: seed)
            return generator.traces()
        }
        try await agree(messages, .traces, \.json, { $0.protobuf() }, { try OTLP.Traces(protobuf: $0) }, { try OTLP.Traces(json: $0) })
    }

    @Test("It decodes our logs to the same values, and we its, in protobuf and in JSON", .needs(.otlp))
    func logs() async throws {
        let messages = Self.seeds.map { seed in
            var generator = Generator(seed: seed)
            return generator.logs()
        }
        try await agree(messages, .logs, \.json, { $0.protobuf() }, { try OTLP.Logs(protobuf: $0) }, { try OTLP.Logs(json: $0) })
    }

    @Test("It decodes our metrics to the same values, and we its, in protobuf and in JSON", .needs(.otlp))
    func metrics() async throws {
        let messages = Self.seeds.map { seed in
            var generator = Generator(seed: seed)
            return generator.metrics()
        }
        try await agree(messages, .metrics, \.json, { $0.protobuf() }, { try OTLP.Metrics(protobuf: $0) }, { try OTLP.Metrics(json: $0) })
    }

    /// What each side writes in either form, the other reads as the same.
    private func agree<Message: Equatable>(
        _ messages: [Message],
        _ signal: Peer.Signal,
        _ json: (Message) -> JSONValue,
        _ encode: (Message) -> [UInt8],
        _ decode: ([UInt8]) throws -> Message,
        _ read: (JSONValue) throws -> Message
    ) async throws {
        let ours = messages.map(encode)
        let theirs = try await Peer.decode(ours, signal)
        let fromJSON = try await Peer.encode(messages.map { json($0).withBase64IDs }, signal)
        try #require(theirs.count == messages.count && fromJSON.count == messages.count)
        for (index, message) in messages.enumerated() {
            #expect(theirs[index].protobuf == ours[index])
            #expect(try decode(fromJSON[index]) == message)
            #expect(try decode(theirs[index].protobuf) == message)
            #expect(try read(theirs[index].json) == message)
        }
    }

    @Test("Its answers to a request, of each signal, are ours", .needs(.otlp), arguments: ["trace", "logs", "metrics"])
    func exportResult(signal: String) async throws {
        let script = """
            import importlib, sys
            service = importlib.import_module(f"opentelemetry.proto.collector.{sys.argv[1]}.v1.{sys.argv[1]}_service_pb2")
            signal = sys.argv[1].capitalize()
            answer = getattr(service, f"Export{signal}ServiceResponse")()
            partial = answer.partial_success
            setattr(partial, partial.DESCRIPTOR.fields_by_number[1].name, 7)
            partial.error_message = "too old"
            sys.stdout.buffer.write(answer.SerializeToString())
            """
        let outcome = try await Program.python(.otlp, script: script, [signal]).run()
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        let result = OTLP.ExportResult(rejected: 7, errorMessage: "too old")
        #expect(try OTLP.ExportResult(protobuf: outcome.output) == result)
        #expect(result.protobuf() == outcome.output)
    }

    @Test("A megabyte in one attribute is the same to both", .needs(.otlp))
    func long() async throws {
        let span = OTLP.Span(attributes: [OTLP.KeyValue("long", .string(String(repeating: "0123456789abcdé\n", count: 1 << 16)))])
        let traces = OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: [span])])])
        let theirs = try #require(try await Peer.decode([traces.protobuf()], .traces).first)
        #expect(theirs.protobuf == traces.protobuf())
        #expect(try OTLP.Traces(json: theirs.json) == traces)
    }
}

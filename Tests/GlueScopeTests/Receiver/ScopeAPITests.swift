import GlueJSON
import GlueOTLP
import GlueReplay
import GlueTelemetry
import GlueTestSupport
import Testing

@testable import GlueScope

@Suite("What programs ask for")
struct ScopeAPITests {
    private static let spans = [
        Make.span(1, 1, name: "root", seconds: 2), Make.span(1, 2, parent: 1, Make.call("gpt-4o-mini") + Make.said("Is it far?", "No.")),
        Make.span(2, 1, Make.call("m", [.init("error.type", "timeout")])),
    ]

    @Test("Stats, list, trace, exchanges and health")
    func all() async throws {
        try await RunningScope.with { server, store async throws in
            try await store.add(Make.traces(Self.spans))
            let stats = try await server.get("/api/stats").json
            #expect(stats["spans"] == 3 && stats["traces"] == 2 && stats["sessions"] == 0)
            #expect(try #require(stats["bytes"]?.integer) > 0)
            let list = try await server.get("/api/traces?limit=1").json
            #expect(list["traces"]?.array?.count == 1)
            #expect(list["traces"]?[0]?["trace_id"] == .string("\(Make.trace(2))"))
            #expect(list["traces"]?[0]?["status"] == "error")
            let before = try #require(list["next_before"]?.string)
            let older = try await server.get("/api/traces?limit=1&before=\(before)").json
            #expect(older["traces"]?[0]?["trace_id"] == .string("\(Make.trace(1))"))
            #expect(older["next_before"] == .null)
            let time = try await server.get("/api/traces?before=\(1_800_000_001_500_000_000)").json
            #expect(time["traces"]?.array?.count == 1)
            for query in ["model=gpt-4o-mini", "q=far", "status=ok", "min_ms=1500"] {
                #expect(
                    try await server.get("/api/traces?\(query)").json["traces"]?.array?.map { $0["trace_id"] } == [
                        .string("\(Make.trace(1))")
                    ],
                    "\(query)"
                )
            }
            for query in ["limit=x", "min_ms=-1", "status=bad", "before=soon"] {
                #expect(try await server.get("/api/traces?\(query)").status == 400, "\(query)")
            }
            let trace = try await server.get("/api/traces/\(Make.trace(1))")
            let file = try TelemetryFile(bytes: trace.body)
            #expect(file.traces.spans.map(\.sorted) == Array(Self.spans.prefix(2)).map(\.sorted))
            #expect(try await server.get("/api/traces/\(Make.trace(9))").status == 404)
            #expect(try await server.get("/api/traces/nonsense").status == 400)
            let exchanges = try await server.get("/api/traces/\(Make.trace(1))/exchanges")
            #expect(exchanges.body == Array((try Recording(file).exchanges.map { $0.json.text() + "\n" }.joined()).utf8))
            #expect(try await server.get("/healthz").json["status"] == "ok")
            let client = try ScopeClient(server.baseURL)
            #expect(try await client.trace("\(Make.trace(1))").traces.spans.count == 2)
            await #expect(throws: RemoteTraceError.notFound(server: server.baseURL, trace: "\(Make.trace(9))")) {
                try await client.trace("\(Make.trace(9))")
            }
        }
    }

    @Test("A trace is annotated, told so, and the annotation goes again")
    func annotations() async throws {
        try await RunningScope.with { server, store async throws in
            try await store.add(Make.traces(Self.spans))
            let path = "/api/traces/\(Make.trace(1))/annotations"
            let made = try await server.post(path, ["name": "quality", "score": 0.5])
            #expect(made.status == 201)
            #expect(try await server.post(path, ["name": "quality"]).status == 400)
            #expect(try await server.post(path, ["label": "x"]).status == 400)
            #expect(try await server.post("/api/traces/\(Make.trace(9))/annotations", ["name": "a", "label": "b"]).status == 404)
            let told = try await server.get(path).json["annotations"]?.array ?? []
            #expect(told.map { $0["score"] } == [0.5])
            let span = try TelemetryFile(bytes: try await server.get("/api/traces/\(Make.trace(1))").body).traces.spans.first {
                $0.name == "root"
            }
            #expect(span?.events.first?.attributes["gen_ai.evaluation.score.value"] == 0.5)
        }
    }

    @Test("The metrics are what the spans come to, whole over a restart of the process")
    func metrics() async throws {
        try await TemporaryFolder.with { folder async throws in
            for round in UInt64(1)...2 {
                let store = try ScopeStore(path: folder.path("scope.db"))
                try await store.add(
                    Make.traces([
                        Make.span(round, 1, seconds: 0.03, Make.call("m", [.init("gen_ai.usage.cache_read.input_tokens", 4)])),
                        Make.span(round, 2, seconds: 3, Make.call("m", [.init("error.type", "timeout")])),
                        Make.span(
                            round,
                            3,
                            seconds: 0.5,
                            [.init("gen_ai.operation.name", "execute_tool"), .init("gen_ai.tool.name", "search")]
                        ),
                    ])
                )
                let text = try await ScopeMetrics(store: store, tally: ReceiverTally(), forwarder: nil).text(accept: nil).text
                let failed = #"error_type="timeout","#
                let labels =
                    #"gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="m",service_name="shop",otel_scope_name="GlueScope""#
                for line in [
                    "gen_ai_client_inference_duration_seconds_bucket{\(labels),le=\"0.04\"} \(round)",
                    "gen_ai_client_inference_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(round)",
                    "gen_ai_client_inference_duration_seconds_count{\(labels)} \(round)",
                    "gen_ai_client_inference_usage_input_tokens_total{\(labels)} \(10 * round)",
                    "gen_ai_client_inference_usage_cache_read_input_tokens_total{\(labels)} \(4 * round)",
                    "gluellm_scope_errors_total{\(failed)\(labels)} \(round)",
                    "gluellm_scope_stored_spans{otel_scope_name=\"GlueScope\"} \(3 * round)",
                ] {
                    #expect(
                        text.contains(line),
                        "\(line) in \(text.split(separator: "\n").filter { $0.contains(line.prefix(30)) }.joined(separator: "\n"))"
                    )
                }
            }
        }
    }
}

import GlueJSON
import GlueJournal
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Testing

@testable import GlueScope

@Suite("Passing on to a collector")
struct ForwarderTests {
    private static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<600 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    @Test("All signals go on as they came, in whatever form", .timeLimit(.minutes(2)))
    func signals() async throws {
        try await TemporaryFolder.with { folder async throws in
            try await RunningScope.with { collector, collected async throws in
                let forwarder = try Forwarder(
                    to: collector.baseURL,
                    directory: JournalDirectory(path: folder.path("journal"), segmentBytes: 16 << 20)
                )
                try await RunningScope.with(forwarder: forwarder) { server, _ async throws in
                    let spans = [Make.span(1, Make.call("m") + Make.said("a", "b")), Make.span(2)]
                    #expect(try await ReceiverTests.send(server, "/v1/traces", Make.traces([spans[0]]).protobuf()).status == 200)
                    #expect(
                        try await ReceiverTests.send(
                            server,
                            "/v1/traces",
                            Make.traces([spans[1]]).json.bytes(),
                            [("content-type", "application/json")]
                        ).status == 200
                    )
                    let record = OTLP.LogRecord(timeUnixNano: 1, body: "hello", traceID: Make.trace(1), spanID: OTLP.SpanID(1))
                    let logs = OTLP.Logs([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: [record])])])
                    #expect(try await ReceiverTests.send(server, "/v1/logs", logs.protobuf()).status == 200)
                    let hasAll = try await Self.eventually {
                        let logs = try await collected.trace(Make.trace(1))?.logs.records.count
                        return try await collected.figures().spans == 2 && logs == 1
                    }
                    #expect(hasAll)
                    let arrived = try #require(try await collected.trace(Make.trace(1)))
                    #expect(arrived.traces.spans.map(\.sorted) == [spans[0].sorted])
                    #expect(try await Self.eventually { forwarder.ledger.isSettled })
                    #expect(forwarder.ledger.ended == 3)
                }
            }
        }
    }

    @Test("A collector that is down holds up nobody, and gets everything later, also from the next process", .timeLimit(.minutes(2)))
    func absent() async throws {
        try await TemporaryFolder.with { folder async throws in
            let directory = JournalDirectory(path: folder.path("journal"), segmentBytes: 16 << 20)
            let port = try await Server.freePort()
            let address = "http://127.0.0.1:\(port)"
            try await RunningScope.with(forwarder: try Forwarder(to: address, directory: directory)) { server, _ async throws in
                for trace in UInt64(1)...20 {
                    #expect(try await ReceiverTests.send(server, "/v1/traces", Make.traces([Make.span(trace)]).protobuf()).status == 200)
                }
            }
            try await RunningScope.with(ScopeSettings(port: port)) { _, collected async throws in
                try await RunningScope.with(forwarder: try Forwarder(to: address, directory: directory)) { server, _ async throws in
                    #expect(try await ReceiverTests.send(server, "/v1/traces", Make.traces([Make.span(21)]).protobuf()).status == 200)
                    let hasAll = try await Self.eventually { try await collected.figures().spans == 21 }
                    #expect(hasAll)
                }
            }
        }
    }

    @Test("A real MLflow gets the traces, and what it does not take is counted as rejected", .needs(.mlflow), .timeLimit(.minutes(3)))
    func mlflow() async throws {
        try await TemporaryFolder.with { folder async throws in
            try await Server.mlflow { mlflow async throws in
                let forwarder = try Forwarder(
                    to: mlflow.baseURL,
                    headers: [.init("x-mlflow-experiment-id", "0")],
                    directory: JournalDirectory(path: folder.path("journal"), segmentBytes: 16 << 20)
                )
                try await RunningScope.with(forwarder: forwarder) { server, _ async throws in
                    let spans = [Make.span(1, Make.call("gpt-4o-mini") + Make.said("Is it far?", "No."))]
                    #expect(try await ReceiverTests.send(server, "/v1/traces", Make.traces(spans).protobuf()).status == 200)
                    let record = OTLP.LogRecord(timeUnixNano: 1, body: "hello")
                    let logs = OTLP.Logs([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: [record])])])
                    #expect(try await ReceiverTests.send(server, "/v1/logs", logs.protobuf()).status == 200)
                    let isOver = try await Self.eventually { forwarder.ledger.destinations.first?.queued == 0 }
                    #expect(isOver)
                    #expect(forwarder.ledger.destinations.first?.acknowledged == 1)
                    #expect(forwarder.ledger.destinations.first?.dropped == [.rejected: 1])
                    let experiment: JSONValue = ["type": "MLFLOW_EXPERIMENT", "mlflow_experiment": ["experiment_id": "0"]]
                    let found = try await mlflow.post("/api/3.0/mlflow/traces/search", ["locations": [experiment], "max_results": 5]).json
                    #expect(found["traces"]?.array?.map { $0["trace_id"] } == [.string("tr-\(Make.trace(1))")])
                }
            }
        }
    }

    @Test("A bad or large record costs itself alone")
    func halves() throws {
        let traces = Make.traces((1...5).map { Make.span($0) })
        let (first, second) = try #require(RequestHalves(.traces, traces.protobuf())?.halves)
        let both = try [first, second].flatMap { try OTLP.Traces(protobuf: $0).spans.map(\.traceID.low) }
        #expect(both == [1, 2, 3, 4, 5])
        #expect(RequestHalves(.traces, Make.traces([Make.span(1)]).protobuf())?.halves == nil)
        #expect(RequestHalves(.traces, [1, 2, 3]) == nil)
    }
}

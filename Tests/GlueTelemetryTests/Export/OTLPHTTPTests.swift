import Foundation
import GlueJSON
import GlueOTLP
import GlueRetry
import GlueTelemetry
import GlueTestSupport
import NIOCore
import Testing
import Tracing

@Suite("OTLP over HTTP")
struct OTLPHTTPTests {
    @Test("A request is what the specification asks for", arguments: [OTLPHTTPSettings.Compression.none, .gzip(.fastest)])
    func request(compression: OTLPHTTPSettings.Compression) async throws {
        try await FaultyCollector.running { running in
            let telemetry = try Telemetry.sending(to: running.endpoint + "?tenant=7") {
                $0.compression = compression
                $0.headers = [.init("x-api-key", "secret"), .init("content-type", "text/plain"), .init("content-length", "3")]
            }
            telemetry.makeSpans(3)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let request = try #require(running.collector.requests.first)
            #expect(request.line == "POST /v1/traces?tenant=7 HTTP/1.1")
            #expect(request.headers["content-type"] == "application/x-protobuf")
            #expect(request.headers["content-encoding"] == (compression == .none ? nil : "gzip"))
            #expect(request.headers["x-api-key"] == "secret")
            let version = TelemetryVersion.current
            #expect(request.headers["user-agent"] == "GlueLLM/\(version) OTel-OTLP-Exporter-Swift/\(version)")
            #expect(request.headers["traceparent"] == nil)
            #expect(try request.traces.spans.map(\.name) == ["span 0", "span 1", "span 2"])
            #expect(running.collector.requests.count == 1)
            #expect(telemetry.ledger.isSettled && telemetry.ledger.ended == 3)
            await telemetry.shutdown()
        }
    }

    @Test("opentelemetry-proto reads what was sent", .needs(.otlp))
    func python() async throws {
        try await FaultyCollector.running { running in
            let telemetry = try Telemetry.sending(to: running.endpoint) { $0.compression = .none }
            telemetry.tracer.withSpan("outer", ofKind: .server) { _ in
                telemetry.tracer.withSpan("inner", ofKind: .client) { span in
                    span.attributes["text"] = "täxt"
                    span.attributes["list"] = [1, 2]
                    span.addEvent(SpanEvent(name: "retry", attributes: ["attempt": 1]))
                    span.setStatus(SpanStatus(code: .error, message: "no"))
                }
            }
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            await telemetry.shutdown()
            let script = """
                import sys
                from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
                request = ExportTraceServiceRequest.FromString(sys.stdin.buffer.read())
                for resource in request.resource_spans:
                    for scope in resource.scope_spans:
                        for span in scope.spans:
                            keys = [a.key for a in span.attributes]
                            print(scope.scope.name, span.name, span.kind, keys, [e.name for e in span.events], span.status.code,
                                  span.status.message, span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex() or "-", sep="|")
                """
            let body = try #require(running.collector.requests.first).body
            let outcome = try await Program.python(.otlp, script: script).run(input: body)
            try #require(outcome.exitCode == 0, "\(outcome.error)")
            let spans = try running.collector.spans()
            let lines = outcome.text.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "GlueTelemetryTests|inner|3|['list', 'text']|['retry']|2|no|\(spans[0].traceID)|\(spans[0].spanID)|\(spans[1].spanID)",
                    "GlueTelemetryTests|outer|2|[]|[]|0||\(spans[1].traceID)|\(spans[1].spanID)|-",
                ]
            )
        }
    }

    @Test("OTLP/JSON holds the same as protobuf, and its partial success is counted")
    func json() async throws {
        let partial = OTLP.ExportResult(rejected: 1, errorMessage: "no").json(for: .traces).bytes()
        try await FaultyCollector.running([.http(200, ["Content-Type": "application/json"], partial)]) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint) { $0.encoding = .json }
            telemetry.makeSpans(3)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let request = try #require(running.collector.requests.first)
            #expect(request.headers["content-type"] == "application/json" && request.headers["content-encoding"] == "gzip")
            let traces = try OTLP.Traces(json: JSONValue(parsing: Gzip.decompress(request.body, limit: 1 << 20)))
            #expect(traces.spans.map(\.name) == ["span 0", "span 1", "span 2"])
            #expect(traces.spans[1].attributes["number"] == 1)
            #expect(telemetry.ledger["http"] == .init(name: "http", acknowledged: 2, dropped: [.rejected: 1]))
            await telemetry.shutdown()
        }
    }

    @Test("Never more requests are under way than configured, and that many are", arguments: [1, 2, 5])
    func concurrency(limit: Int) async throws {
        let flight = Flight(waitingFor: limit)
        var batch = BatchSettings()
        batch.records = 10
        let destination = flight.destination
        let telemetry = Telemetry(TelemetrySettings(batch: batch, destinations: [destination], logger: .silent))
        telemetry.makeSpans(10 * limit * 4)
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(flight.most == limit)
        #expect(telemetry.ledger.isSettled)
        await telemetry.shutdown()
    }

    @Test("A collector that is down costs nothing: the spans wait and arrive once, when it is back")
    func down() async throws {
        let port = try await Server.freePort()
        let telemetry = try Telemetry.sending(to: "http://127.0.0.1:\(port)/v1/traces") { $0.timeout = .seconds(3) }
        telemetry.makeSpans(10)
        #expect(await telemetry.forceFlush(within: .milliseconds(50)) == false)
        #expect(telemetry.ledger["http"] == .init(name: "http", queued: 10))
        telemetry.makeSpans(5)
        try await FaultyCollector.running(port: port) { running in
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let names = try running.collector.spans().map(\.name)
            #expect(names == ((0..<10).map { "span \($0)" } + (0..<5).map { "span \($0)" }))
        }
        #expect(telemetry.ledger.isSettled)
        await telemetry.shutdown()
    }

    @Test("A collector that never answers does not keep a shutdown from ending")
    func silence() async throws {
        try await FaultyCollector.running(then: .silence) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint, clock: ContinuousClock()) { $0.timeout = nil }
            telemetry.makeSpans(3)
            let start = ContinuousClock.now
            let ledger = await telemetry.shutdown(within: .milliseconds(100))
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(ledger["http"] == .init(name: "http", dropped: [.unsent: 3]))
        }
    }

    @Test("A slow collector is given up after the timeout, and the batch waits")
    func slow() async throws {
        try await FaultyCollector.running([.silence]) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint, clock: ContinuousClock()) { $0.timeout = .milliseconds(100) }
            telemetry.makeSpans(1)
            #expect(await telemetry.forceFlush(within: .milliseconds(300)) == false)
            #expect(telemetry.ledger["http"]?.queued == 1)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger.isSettled)
            await telemetry.shutdown()
        }
    }

    @Test(
        "Settings that cannot work are refused with the way out, and without secrets",
        arguments: ["", "localhost:4318", "ftp://host/v1/traces", "http://", "/v1/traces", "https://user:hunter2@/x"]
    )
    func endpoints(endpoint: String) throws {
        let error = try #require(throws: OTLPHTTPSettingsError.self) { try OTLPHTTPDestination(OTLPHTTPSettings(endpoint: endpoint)) }
        #expect(error.description.contains("http://localhost:4318/v1/traces"))
        #expect(!error.description.contains("hunter2"))
    }

    @Test("Headers that would break a request are refused by name", arguments: [("a b", "x"), ("", "x"), ("x", "a\r\nb: c"), ("ä", "x")])
    func headers(name: String, value: String) {
        let settings = OTLPHTTPSettings(headers: [.init(name, value)])
        #expect(throws: OTLPHTTPSettingsError.header(name: name)) { try OTLPHTTPDestination(settings) }
    }

    @Test("The name of a destination does not hold its credentials")
    func name() throws {
        let destination = try OTLPHTTPDestination(OTLPHTTPSettings(endpoint: "https://user:hunter2@example.com/v1/traces"))
        #expect(destination.name.contains("example.com") && !destination.name.contains("hunter2"))
    }
}

/// Counts the exports that are under way at once. The first ones wait for each other, as many as there may be.
private final class Flight: Sendable {
    private let state: Box<(now: Int, most: Int)> = Box((0, 0))
    private let limit: Int

    init(waitingFor limit: Int) { self.limit = limit }

    var most: Int { state.value.most }
    var destination: some TelemetryDestination { Destination(flight: self) }

    private struct Destination: TelemetryDestination {
        let flight: Flight
        var name: String { "flight" }
        var concurrency: Int { flight.limit }

        func export(_ batch: ExportBatch) async -> ExportOutcome {
            flight.state.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            while flight.state.value.most < flight.limit { await Task.yield() }
            flight.state.change { $0.now -= 1 }
            return .delivered()
        }
    }
}

import AsyncHTTPClient
import GlueEncoding
import GlueJSON
import GlueOTLP
import GlueTestSupport
import NIOCore
import NIOHTTP1
import Testing

@testable import GlueScope

@Suite("The receiver")
struct ReceiverTests {
    struct Answer {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    static func send(
        _ server: Server,
        _ path: String = "/v1/traces",
        _ body: [UInt8] = [],
        method: HTTPMethod = .POST,
        _ headers: [(String, String)] = [("content-type", "application/x-protobuf")]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: server.baseURL + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if method == .POST { request.body = .bytes(body) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: Array(buffer: try await response.body.collect(upTo: 64 << 20))
        )
    }

    static let traces = Make.traces([Make.span(1, Make.call("m"))])

    @Test("Protobuf and JSON, plain, gzip and deflate are taken, and answered in kind")
    func forms() async throws {
        try await RunningScope.with { server, store async throws in
            let deflated: [UInt8] = try await Self.deflated(Make.traces([Make.span(5)]).protobuf())
            let bodies: [(UInt64, [UInt8], [(String, String)])] = [
                (1, Make.traces([Make.span(1)]).protobuf(), [("content-type", "application/x-protobuf")]),
                (2, Make.traces([Make.span(2)]).json.bytes(), [("content-type", "application/json")]),
                (
                    3, Gzip.compress(Make.traces([Make.span(3)]).protobuf()),
                    [("content-type", "application/x-protobuf"), ("content-encoding", "gzip")]
                ),
                (
                    4, Gzip.compress(Make.traces([Make.span(4)]).json.bytes()),
                    [("content-type", "application/json; charset=utf-8"), ("content-encoding", "gzip")]
                ),
                (5, deflated, [("content-type", "application/x-protobuf"), ("content-encoding", "deflate")]),
            ]
            for (trace, body, headers) in bodies {
                let answer = try await Self.send(server, "/v1/traces", body, headers)
                #expect(answer.status == 200)
                let isJSON = headers[0].1.hasPrefix("application/json")
                #expect(answer.headers.first(name: "content-type") == (isJSON ? "application/json" : "application/x-protobuf"))
                #expect(answer.body == (isJSON ? Array("{}".utf8) : []))
                #expect(try await store.trace(Make.trace(trace)) != nil, "\(trace)")
            }
            // An empty request is none too many.
            #expect(try await Self.send(server).status == 200)
        }
    }

    private static func deflated(_ bytes: [UInt8]) async throws -> [UInt8] {
        let script = "import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))"
        return try await Program("/usr/bin/env", ["python3", "-c", script]).run(input: bytes).output
    }

    @Test("Logs and metrics are taken on their own paths")
    func otherSignals() async throws {
        try await RunningScope.with { server, store async throws in
            let record = OTLP.LogRecord(timeUnixNano: 1, body: "hello", traceID: Make.trace(1), spanID: OTLP.SpanID(1))
            let logs = OTLP.Logs([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: [record])])])
            var point = OTLP.NumberDataPoint()
            point.value = .int(3)
            let metric = OTLP.Metric(name: "x", data: .gauge([point]))
            let metrics = OTLP.Metrics([OTLP.ResourceMetrics(scopeMetrics: [OTLP.ScopeMetrics(metrics: [metric])])])
            #expect(try await Self.send(server, "/v1/logs", logs.protobuf()).status == 200)
            #expect(try await Self.send(server, "/v1/metrics", metrics.protobuf()).status == 200)
            #expect(try await Self.send(server, "/v1/traces", Self.traces.protobuf()).status == 200)
            #expect(try await store.trace(Make.trace(1))?.logs.records.count == 1)
            #expect(try await store.figures().metricPoints == 1)
        }
    }

    @Test("What cannot be kept of a request is told, and the rest is kept")
    func partialSuccess() async throws {
        try await RunningScope.with { server, store async throws in
            let answer = try await Self.send(server, "/v1/traces", Make.traces([Make.span(1), Make.span(1, 0)]).protobuf())
            #expect(answer.status == 200)
            let result = try OTLP.ExportResult(protobuf: answer.body)
            #expect(result.rejected == 1)
            #expect(result.errorMessage.contains("no valid trace id"))
            let json = try await Self.send(
                server,
                "/v1/traces",
                Make.traces([Make.span(2, 0)]).json.bytes(),
                [("content-type", "application/json")]
            )
            #expect(try JSONValue(parsing: json.body)["partialSuccess"]?["rejectedSpans"] == "1")
            #expect(try await store.figures().spans == 1)
        }
    }

    @Test("What is no OTLP is refused with the reason, in the form of the request")
    func refusals() async throws {
        try await RunningScope.with(ScopeSettings(port: 0, requestLimit: 100_000)) { server, store async throws in
            let cases: [(body: [UInt8], headers: [(String, String)], status: Int, words: String)] = [
                (Array("nonsense".utf8), [("content-type", "application/x-protobuf")], 400, "no request of traces"),
                (Array("{".utf8), [("content-type", "application/json")], 400, "no request of traces"),
                (Array("x".utf8), [("content-type", "text/plain")], 415, "application/x-protobuf"),
                (Array("x".utf8), [("content-type", "application/x-protobuf"), ("content-encoding", "br")], 415, "gzip and deflate"),
                (Array("x".utf8), [("content-type", "application/x-protobuf"), ("content-encoding", "gzip")], 400, "gzip"),
                ([UInt8](repeating: 0, count: 100_001), [("content-type", "application/json")], 413, "100000 bytes"),
                (
                    Gzip.compress([UInt8](repeating: 10, count: 200_000)),
                    [("content-type", "application/json"), ("content-encoding", "gzip")], 413, "100000 bytes"
                ),
            ]
            for (body, headers, status, words) in cases {
                let answer = try await Self.send(server, "/v1/traces", body, headers)
                #expect(answer.status == status, "\(headers)")
                #expect(String(decoding: answer.body, as: UTF8.self).contains(words), "\(String(decoding: answer.body, as: UTF8.self))")
            }
            #expect(try await Self.send(server, "/v1/traces", method: .GET).status == 404)
            #expect(try await store.figures().spans == 0)
            let text = String(decoding: try await Self.send(server, "/metrics", method: .GET).body, as: UTF8.self)
            #expect(
                text.contains(
                    #"gluellm_scope_refused_total{http_response_status_code="415",signal="traces",otel_scope_name="GlueScope"} 2"#
                ),
                "\(text)"
            )
        }
    }

    @Test("A bomb is defused: more than two hundred times its size is not unpacked")
    func bomb() async throws {
        try await RunningScope.with { server, _ async throws in
            let bomb = Gzip.compress([UInt8](repeating: 0, count: 40 << 20), level: .init(rawValue: 9))
            let answer = try await Self.send(
                server,
                "/v1/traces",
                bomb,
                [("content-type", "application/x-protobuf"), ("content-encoding", "gzip")]
            )
            #expect(answer.status == 413)
        }
    }

    @Test("A name that is none of ours, another site's page and its requests are refused; pages of loopback may send")
    func browsers() async throws {
        try await RunningScope.with(ScopeSettings(port: 0, allowedOrigins: ["https://app.example.com"])) { server, _ async throws in
            let pb = ("content-type", "application/x-protobuf")
            let body = Self.traces.protobuf()
            #expect(try await Self.send(server, "/", method: .GET, [("host", "evil.example:\(server.port)")]).status == 421)
            #expect(try await Self.send(server, "/v1/traces", body, [pb, ("host", "evil.example")]).status == 421)
            #expect(try await Self.send(server, "/", method: .GET, [("host", "localhost:\(server.port)")]).status == 200)
            #expect(try await Self.send(server, "/v1/traces", body, [pb, ("origin", "https://evil.example")]).status == 403)
            for origin in ["https://app.example.com", "http://localhost:3000", "http://127.0.0.1:8080"] {
                let answer = try await Self.send(server, "/v1/traces", body, [pb, ("origin", origin)])
                #expect(answer.status == 200)
                #expect(answer.headers.first(name: "access-control-allow-origin") == origin)
                let preflight = try await Self.send(
                    server,
                    "/v1/traces",
                    method: .OPTIONS,
                    [("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")]
                )
                #expect(preflight.status == 204)
                #expect(preflight.headers.first(name: "access-control-allow-headers")?.contains("content-type") == true)
            }
            #expect(try await Self.send(server, "/v1/traces", method: .OPTIONS, [("origin", "https://evil.example")]).status == 403)
            let annotation = "/api/traces/\(Make.trace(1))/annotations"
            let json = Array(#"{"name":"a","label":"b"}"#.utf8)
            for headers in [[("origin", "http://localhost:3000")], [("sec-fetch-site", "cross-site")], [("sec-fetch-site", "same-site")]] {
                #expect(try await Self.send(server, annotation, json, headers).status == 403, "\(headers)")
            }
            #expect(
                try await Self.send(server, "/api/traces", method: .GET, [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")])
                    .status == 403
            )
            let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]
            #expect(try await Self.send(server, "/", method: .GET, link).status == 200)
            let framed = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]
            #expect(try await Self.send(server, "/", method: .GET, framed).status == 403)
            #expect(try await Self.send(server, annotation, json, [("origin", "http://127.0.0.1:\(server.port)")]).status == 201)
        }
    }

    @Test("With a token, nothing is given or taken without it")
    func token() async throws {
        try await RunningScope.with(ScopeSettings(port: 0, token: "s3cret")) { server, _ async throws in
            let pb = ("content-type", "application/x-protobuf")
            let body = Self.traces.protobuf()
            for path in ["/", "/api/traces", "/metrics", "/api/stats", "/assets/scope.js"] {
                #expect(try await Self.send(server, path, method: .GET, []).status == 401, "\(path)")
                #expect(try await Self.send(server, path, method: .GET, [("authorization", "Bearer s3cret")]).status == 200, "\(path)")
            }
            #expect(try await Self.send(server, "/v1/traces", body).status == 401)
            #expect(try await Self.send(server, "/v1/traces", body, [pb, ("authorization", "Bearer s3creT")]).status == 401)
            #expect(try await Self.send(server, "/v1/traces", body, [pb, ("authorization", "bearer s3cret")]).status == 200)
            #expect(try await Self.send(server, "/healthz", method: .GET, []).status == 200)
            #expect(try await Self.send(server, "/", method: .GET, [("cookie", "a=b; glue_scope=s3cret")]).status == 200)
            #expect(try await Self.send(server, "/?token=nope", method: .GET, []).status == 401)
            let shown = try await Self.cookie(server)
            #expect(shown.contains("glue_scope=s3cret") && shown.contains("HttpOnly") && shown.contains("SameSite=Strict"))
        }
    }

    /// The client of the tests follows redirects; this one does not.
    private static func cookie(_ server: Server) async throws -> String {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(configuration: configuration)
        defer { Task { try? await client.shutdown() } }
        let response = try await client.execute(HTTPClientRequest(url: server.baseURL + "/?token=s3cret"), timeout: .seconds(10))
        #expect(response.status == .seeOther)
        return response.headers.first(name: "set-cookie") ?? ""
    }

    @Test("A disk that cannot follow is told with 429, and everything that is acknowledged is there")
    func overload() async throws {
        try await RunningScope.with(store: StoreSettings(age: nil, bytes: nil, queueBytes: 50_000)) { server, store async throws in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for sender in UInt64(0)..<24 {
                    group.addTask {
                        let spans = (0..<200).map { Make.span(sender * 1000 + $0 + 1, Make.call("m")) }
                        let answer = try await Self.send(server, "/v1/traces", Make.traces(spans).protobuf())
                        if answer.status == 429 { #expect(answer.headers.first(name: "retry-after") == "1") }
                        return answer.status
                    }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(counts.keys.allSatisfy { [200, 429].contains($0) }, "\(counts)")
            #expect(counts[429, default: 0] > 0, "\(counts)")
            #expect(try await store.figures().spans == counts[200, default: 0] * 200)
        }
    }
}

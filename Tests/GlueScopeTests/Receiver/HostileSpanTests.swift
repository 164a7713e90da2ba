import Foundation
import GRDB
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import NIOHTTP1
import Testing

@testable import GlueScope

@Suite("Spans that mean harm")
struct HostileSpanTests {
    private static let script = #""><script>document.title='owned'</script><img src=x onerror=alert(1)>{{{name}}}"#

    /// A span with a script in every field that has room for one.
    static var scripted: OTLP.Traces {
        let attribute = OTLP.KeyValue(script, .string(script))
        var span = Make.span(
            1,
            1,
            name: script,
            [
                attribute, .init("gen_ai.operation.name", "chat"), .init("gen_ai.request.model", .string(script)),
                .init("gen_ai.provider.name", .string(script)),
                .init("error.type", .string(script)), .init("gen_ai.conversation.id", .string(script)), .init("map", .map([attribute])),
                .init(
                    "gen_ai.input.messages",
                    .string(
                        #"[{"role":"\"><script>x()</script>","parts":[{"type":"text","content":"<script>x()</script>"},{"type":"<b>","a":"<i>"},"#
                            + #"{"type":"uri","modality":"image","uri":"javascript:alert(1)"},{"type":"blob","modality":"image","mime_type":"image/svg+xml","content":"PHN2Zz4="}]}]"#
                    )
                ),
                .init(
                    "gen_ai.output.messages",
                    .string(
                        #"[{"role":"assistant","parts":[{"type":"tool_call","id":"<s>","name":"<script>y()</script>","arguments":{"a":"</pre><script>z()</script>"}}]}]"#
                    )
                ),
            ]
        )
        span.traceState = script
        span.status = OTLP.Status(code: .error, message: script)
        span.events = [OTLP.Event(timeUnixNano: span.startTimeUnixNano, name: script, attributes: [attribute])]
        span.links = [OTLP.Link(traceID: Make.trace(2), spanID: OTLP.SpanID(9), attributes: [attribute])]
        let tool = Make.span(
            1,
            2,
            parent: 1,
            name: script,
            [.init("gen_ai.operation.name", "execute_tool"), .init("gen_ai.tool.name", .string(script))]
        )
        let workflow = Make.span(
            1,
            3,
            parent: 1,
            name: "invoke_workflow \(script)",
            [.init("gen_ai.operation.name", "invoke_workflow"), .init("gen_ai.workflow.name", .string(script))]
        )
        let step = Make.span(1, 4, parent: 3, name: "workflow_step \(script)")
        return OTLP.Traces([
            OTLP.ResourceSpans(
                resource: OTLP.Resource(attributes: [.init("service.name", .string(script)), attribute]),
                scopeSpans: [
                    OTLP.ScopeSpans(
                        scope: OTLP.Scope(name: script, version: script, attributes: [attribute]),
                        spans: [span, tool, workflow, step],
                        schemaURL: script
                    )
                ],
                schemaURL: script
            )
        ])
    }

    @Test("A script in every field stays text on every page, under a strict policy")
    func scripts() async throws {
        try await RunningScope.with { server, store async throws in
            try await store.add(Self.scripted)
            let id = "\(Make.trace(1))"
            let session = try await store.read { try String.fetchOne($0, sql: "SELECT id FROM session") }
            let paths = [
                "/", "/fragments/traces", "/traces/\(id)", "/traces/\(id)/spans", "/traces/\(id)/exchanges",
                "/traces/\(id)/spans/\(OTLP.SpanID(1))/raw",
                "/traces/\(id)/spans/\(OTLP.SpanID(1))/piece?message=0&part=0", "/compare?a=\(id)&b=\(id)", "/sessions", "/workflows",
                "/tools", "/models",
                "/sessions/\(PercentCoding.component(try #require(session)))", "/workflows/\(PercentCoding.component(Self.script))",
                "/?q=\(PercentCoding.component(Self.script))", "/?model=\(PercentCoding.component(Self.script))",
                "/sessions/\(PercentCoding.component("<script>"))",
            ]
            for path in paths {
                for headers in [[("accept", "text/html")], [("x-fragment", "yes")]] {
                    let answer = try await ReceiverTests.send(server, path, method: .GET, headers)
                    let html = String(decoding: answer.body, as: UTF8.self)
                    #expect([200, 404].contains(answer.status), "\(path)")
                    if answer.headers.first(name: "content-type")?.hasPrefix("text/html") == true {
                        for harm in ["<script>", "<img src=x", "onerror=alert(1)>", "<b>", "<s>", "href=\"javascript:"] {
                            #expect(!html.contains(harm), "\(path) holds \(harm)")
                        }
                    }
                    #expect(answer.headers.first(name: "x-content-type-options") == "nosniff", "\(path)")
                    let policy = answer.headers.first(name: "content-security-policy") ?? ""
                    #expect(
                        policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"),
                        "\(path)"
                    )
                }
            }
            let one = try await ReceiverTests.send(server, "/traces/\(id)/spans/\(OTLP.SpanID(1))", method: .GET, [("x-fragment", "yes")])
            #expect(!String(decoding: one.body, as: UTF8.self).contains("<script>"))
        }
    }

    @Test("Ten megabytes in an attribute and a hundred thousand attributes are kept whole and shown in pieces")
    func large() async throws {
        try await RunningScope.with { server, store async throws in
            let text = String(repeating: "All work and no play. ", count: 480_000)
            let many = (0..<100_000).map { OTLP.KeyValue("key.\($0)", .int(Int64($0))) }
            let message = #"[{"role":"user","parts":[{"type":"text","content":"\#(text)"}]}]"#
            let spans = [
                Make.span(1, 1, [.init("large", .string(text))]), Make.span(2, 1, many),
                Make.span(3, 1, Make.call("m") + [.init("gen_ai.input.messages", .string(message))]),
            ]
            for span in spans {
                let answer = try await ReceiverTests.send(server, "/v1/traces", Make.traces([span]).protobuf())
                #expect(answer.status == 200)
            }
            #expect(try await store.trace(Make.trace(1))?.traces.spans.first?.attributes["large"] == .string(text))
            #expect(try await store.trace(Make.trace(2))?.traces.spans.first?.attributes.count == 100_000)
            for trace in UInt64(1)...3 {
                let page = try await server.get("/traces/\(Make.trace(trace))")
                #expect(page.status == 200)
                #expect(page.body.count < 200_000, "\(page.body.count)")
                let one = try await ReceiverTests.send(
                    server,
                    "/traces/\(Make.trace(trace))/spans/\(OTLP.SpanID(1))",
                    method: .GET,
                    [("x-fragment", "yes")]
                )
                #expect(one.status == 200)
                #expect(one.body.count < 300_000, "\(one.body.count)")
            }
            // Piece after piece, all of it comes.
            var path: String? = "/traces/\(Make.trace(1))/spans/\(OTLP.SpanID(1))/piece?attribute=large"
            var length = 0
            var pieces = 0
            while let next = path {
                let html = String(decoding: try await server.get(next).body, as: UTF8.self)
                length += html.firstRange(of: "<pre class=\"piece\">").map { html[$0.upperBound...].prefix { $0 != "<" }.utf8.count } ?? 0
                pieces += 1
                path = html.firstRange(of: "href=\"").map {
                    String(html[$0.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
                }
            }
            #expect(length == text.utf8.count)
            #expect(pieces == (text.utf8.count + TextPiece.size - 1) / TextPiece.size)
        }
    }

    @Test("Circles of parents, a chain ten thousand deep, spans that end before they begin and times beyond all clocks are shown")
    func strange() async throws {
        try await RunningScope.with { server, store async throws in
            var spans = [Make.span(1, 1, parent: 2), Make.span(1, 2, parent: 1), Make.span(1, 3, parent: 3)]
            spans += (1...10_000).map { Make.span(2, UInt64($0), parent: UInt64($0) - 1) }
            var backwards = Make.span(3, 1)
            backwards.endTimeUnixNano = 5
            var endless = Make.span(4, 1)
            endless.endTimeUnixNano = .max
            var timeless = Make.span(5, 1)
            timeless.startTimeUnixNano = 0
            timeless.endTimeUnixNano = 0
            var late = Make.span(6, 1)
            late.startTimeUnixNano = .max
            late.endTimeUnixNano = .max
            try await store.add(Make.traces(spans + [backwards, endless, timeless, late]))
            for trace in UInt64(1)...6 {
                let page = try await server.get("/traces/\(Make.trace(trace))")
                #expect(page.status == 200, "\(trace)")
                #expect(try await server.get("/api/traces/\(Make.trace(trace))").status == 200)
            }
            #expect(try await server.get("/").status == 200)
            #expect(try await server.get("/models").status == 200)
        }
    }

    @Test("Bytes that are no UTF-8 are mended, and the rest of the request is kept")
    func brokenText() async throws {
        try await RunningScope.with { server, store async throws in
            var bytes = Make.traces([Make.span(1, name: "AAAA"), Make.span(2)]).protobuf()
            let place = try #require(bytes.firstRange(of: Array("AAAA".utf8)))
            bytes.replaceSubrange(place, with: [0xFF, 0xC0, 0x80, 0xFE])
            let answer = try await ReceiverTests.send(server, "/v1/traces", bytes)
            #expect(answer.status == 200)
            #expect(try await store.figures().spans == 2)
            #expect(try await store.traces().traces.last?.name.unicodeScalars.contains("\u{FFFD}") == true)
            #expect(try await server.get("/").status == 200)
        }
    }

    @Test("A million spans in one trace are kept, the page shows the first of them, the raw JSON has all")
    func million() async throws {
        let count = Full.isOn ? 1_000_000 : 60_000
        try await RunningScope.with { server, store async throws in
            for first in stride(from: 0, to: count, by: 10_000) {
                let spans = (first..<first + 10_000).map { Make.span(1, UInt64($0) + 1, parent: $0 == 0 ? 0 : 1, name: "s") }
                try await store.add(Make.traces(spans))
            }
            let page = String(decoding: try await server.get("/traces/\(Make.trace(1))").body, as: UTF8.self)
            #expect(page.contains("are shown"))
            #expect(page.utf8.count < 1 << 20)
            #expect(try await store.figures().spans == count)
            let exported = try await store.read { database in
                let reference = try #require(try StoredTrace.reference(Make.trace(1), in: database))
                return try StoredTrace.chunks(of: reference, in: database).reduce(0) { sum, chunk in
                    sum + (try StoredTrace.traces(in: chunk, reference, Make.trace(1), readsContent: true, in: database).traces.spans.count)
                }
            }
            #expect(exported == count)
        }
    }
}

/// Whether the full lengths are run.
enum Full {
    static var isOn: Bool { ProcessInfo.processInfo.environment["GLUE_TEST_FULL"] == "1" }
}

import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Trace context")
struct TraceContextTests {
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let span = "00f067aa0ba902b7"

    private func extract(_ headers: [String: String]) -> SpanContext? {
        var context = ServiceContext.topLevel
        TraceContextPropagator().extract(headers, into: &context, using: Headers())
        return context.spanContext
    }

    @Test(
        "A valid traceparent is read, flags that are not defined are not passed on",
        arguments: [
            ("00-\(trace)-\(span)-01", "01"), ("00-\(trace)-\(span)-00", "00"), ("00-\(trace)-\(span)-03", "03"),
            ("00-\(trace)-\(span)-ff", "03"), (" 00-\(trace)-\(span)-01\t", "01"), ("01-\(trace)-\(span)-01", "01"),
            ("cc-\(trace)-\(span)-01-what-comes-later", "01"), ("fe-\(trace)-\(span)-09-", "01"),
        ]
    )
    func valid(header: String, flags: String) throws {
        let context = try #require(extract(["traceparent": header]))
        #expect("\(context.traceID)" == Self.trace && "\(context.spanID)" == Self.span && context.isRemote)
        var outer = ServiceContext.topLevel
        outer.spanContext = context
        var headers: [String: String] = [:]
        TraceContextPropagator().inject(outer, into: &headers, using: Headers())
        #expect(headers == ["traceparent": "00-\(Self.trace)-\(Self.span)-\(flags)"])
    }

    @Test(
        "Anything else is ignored",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-001",
            "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-01-more", "ff-\(trace)-\(span)-01", "0-\(trace)-\(span)-01",
            "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span.uppercased())-01", "00-\(trace)-\(span)-0A",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01", "00-\(trace)x-\(span)-01",
            "00-\(trace)-\(span)-01x", "01-\(trace)-\(span)-01x", "00_\(trace)_\(span)_01", "00-\(trace.dropLast())g-\(span)-01",
            "FE-\(trace)-\(span)-01", "00-\(trace)-\(span)--01", "00-+\(trace.dropFirst())-\(span)-01", "00-\(trace)-\(span)-+1",
        ]
    )
    func invalid(header: String) {
        #expect(extract(["traceparent": header, "tracestate": "a=1"]) == nil)
    }

    @Test(
        "A trace state keeps its order; a wrong one does not spoil the parent",
        arguments: [
            ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
            (" a=1 , ,\tb=2", "a=1,b=2"), ("a@b=1,0x/*-_=2", "a@b=1,0x/*-_=2"), ("a=1 2", "a=1 2"), ("", ""), (",,", ""),
            ("a=1,a=2", ""), ("A=1", ""), ("a", ""), ("=1", ""), ("a=", ""), ("a=1=2", ""), ("_a=1", ""), ("a=ä", ""),
            ((1...32).map { "k\($0)=1" }.joined(separator: ","), (1...32).map { "k\($0)=1" }.joined(separator: ",")),
            ((1...33).map { "k\($0)=1" }.joined(separator: ","), ""),
        ]
    )
    func state(header: String, passedOn: String) throws {
        let context = try #require(extract(["traceparent": "00-\(Self.trace)-\(Self.span)-01", "tracestate": header]))
        #expect(context.traceState == passedOn)
    }

    @Test("A trace state that is too long is cut by whole members, long ones first")
    func longState() throws {
        let long = "long=\(String(repeating: "x", count: 200))"
        let short = (0..<30).map { "k\($0)=\(String(repeating: "y", count: 12))" }
        let context = try #require(
            extract(["traceparent": "00-\(Self.trace)-\(Self.span)-01", "tracestate": ([long] + short).joined(separator: ",")])
        )
        #expect(context.traceState == short.prefix(context.traceState.split(separator: ",").count).joined(separator: ","))
        #expect((480...512).contains(context.traceState.utf8.count))
    }

    @Test("A service goes on with the trace of its caller, whose span is elsewhere")
    func remoteParent() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let tracer = telemetry.tracer
        var context = ServiceContext.topLevel
        tracer.extract(
            ["traceparent": "00-\(Self.trace)-\(Self.span)-01", "tracestate": "rojo=1", "baggage": "user=7"],
            into: &context,
            using: Headers()
        )
        tracer.withSpan("server", context: context, ofKind: .server) { _ in
            tracer.withSpan("client", ofKind: .client) { client in
                var headers: [String: String] = [:]
                tracer.inject(client.context, into: &headers, using: Headers())
                #expect(
                    headers == [
                        "traceparent": "00-\(Self.trace)-\(client.spanContext.spanID)-01", "tracestate": "rojo=1", "baggage": "user=7",
                    ]
                )
            }
        }
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.map { "\($0.traceID)" } == [Self.trace, Self.trace])
        #expect("\(spans[1].parentSpanID)" == Self.span)
        #expect(spans[1].flags == 0x301 && spans[0].flags == 0x101)
        #expect(spans.allSatisfy { $0.traceState == "rojo=1" })
    }

    @Test("Nothing is injected where there is no span")
    func nothing() {
        var headers: [String: String] = [:]
        TraceContextPropagator().inject(.topLevel, into: &headers, using: Headers())
        BaggagePropagator().inject(.topLevel, into: &headers, using: Headers())
        #expect(headers.isEmpty)
    }
}

import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("B3")
struct B3Tests {
    static let trace = "80f198ee56343ba864fe8b2a57d3eff7"
    static let short = "64fe8b2a57d3eff7"
    static let span = "e457b5a2e4d86bd1"
    static let parent = "05e3ac9a4f6e3b90"

    private func extract(_ headers: [String: String], into context: ServiceContext = .topLevel) -> ServiceContext {
        var context = context
        B3Propagator().extract(headers, into: &context, using: Headers())
        return context
    }

    private func inject(_ context: ServiceContext, _ encoding: B3Propagator.Encoding) -> [String: String] {
        var headers: [String: String] = [:]
        B3Propagator(encoding).inject(context, into: &headers, using: Headers())
        return headers
    }

    private static func multiple(_ more: [String: String] = [:]) -> [String: String] {
        ["x-b3-traceid": trace, "x-b3-spanid": span].merging(more) { $1 }
    }

    @Test(
        "What a caller sends is read and sent on, in either encoding",
        arguments: [
            (["b3": "\(trace)-\(span)-1-\(parent)"], "1"), (["b3": "\(trace)-\(span)-1"], "1"), (["b3": "\(trace)-\(span)-0"], "0"),
            (["b3": "\(trace)-\(span)-d"], "d"), (["b3": "\(trace)-\(span)"], nil), (["b3": " \(trace)-\(span)-d-\(parent)\t"], "d"),
            (multiple(["x-b3-sampled": "1", "x-b3-parentspanid": parent]), "1"), (multiple(["x-b3-sampled": "0"]), "0"),
            (multiple(["x-b3-sampled": "true"]), "1"), (multiple(["x-b3-sampled": "false"]), "0"), (multiple(), nil),
            (multiple(["x-b3-flags": "1"]), "d"), (multiple(["x-b3-flags": "1", "x-b3-sampled": "0"]), "d"),
            (multiple(["x-b3-flags": "0", "x-b3-sampled": "1"]), "1"),
            // The single header comes first, unless it is wrong.
            (multiple(["x-b3-sampled": "0"]).merging(["b3": "\(trace)-\(span)-1"]) { $1 }, "1"),
            (multiple(["x-b3-sampled": "0"]).merging(["b3": "?"]) { $1 }, "0"),
        ] as [([String: String], String?)]
    )
    func valid(headers: [String: String], state: String?) throws {
        let context = extract(headers)
        let caller = try #require(context.spanContext)
        #expect("\(caller.traceID)" == Self.trace && "\(caller.spanID)" == Self.span && caller.isRemote)
        #expect(caller.isSampled == (state == "1" || state == "d"))
        #expect(inject(context, .single) == ["b3": (["\(Self.trace)-\(Self.span)"] + (state.map { [$0] } ?? [])).joined(separator: "-")])
        let decision: [String: String] = state.map { $0 == "d" ? ["x-b3-flags": "1"] : ["x-b3-sampled": $0] } ?? [:]
        #expect(inject(context, .multiple) == Self.multiple(decision))
    }

    @Test("A trace id of 64 bits is padded", arguments: [["b3": "\(short)-\(span)-1"], ["x-b3-traceid": short, "x-b3-spanid": span]])
    func padded(headers: [String: String]) throws {
        let caller = try #require(extract(headers).spanContext)
        #expect("\(caller.traceID)" == "0000000000000000\(Self.short)")
    }

    @Test(
        "Anything else leaves the context as it is",
        arguments: [
            [:], ["b3": ""], ["b3": "0"], ["b3": "1"], ["b3": "d"], ["b3": "\(trace)"], ["b3": "\(trace)-"], ["b3": "\(trace)-\(span)-"],
            ["b3": "\(trace)-\(span)-2"], ["b3": "\(trace)-\(span)-D"], ["b3": "\(trace)-\(span)-1-"],
            ["b3": "\(trace)-\(span)-1-\(parent)-1"], ["b3": "\(trace)-\(span)-1-x"], ["b3": "\(trace.uppercased())-\(span)-1"],
            ["b3": "\(trace)-\(span.uppercased())-1"], ["b3": "\(trace)0-\(span)-1"], ["b3": "\(short)0-\(span)-1"],
            ["b3": "\(trace.dropLast())g-\(span)-1"], ["b3": "00000000000000000000000000000000-\(span)-1"],
            ["b3": "\(trace)-0000000000000000-1"], ["b3": "\(trace)-\(span.dropLast())-1"], ["b3": "ä-\(span)-1"],
            ["x-b3-traceid": trace], ["x-b3-spanid": span], ["x-b3-sampled": "1"], ["x-b3-flags": "1"], multiple(["x-b3-sampled": "2"]),
            multiple(["x-b3-sampled": ""]), multiple(["x-b3-traceid": "x"]), multiple(["x-b3-spanid": "0000000000000000"]),
        ]
    )
    func invalid(headers: [String: String]) {
        #expect(extract(headers).spanContext == nil)
        let other = SpanContext(traceID: OTLP.TraceID(high: 1, low: 2), spanID: OTLP.SpanID(3), traceState: "a=1")
        var before = ServiceContext.topLevel
        before.spanContext = other
        #expect(extract(headers, into: before).spanContext == other)
    }

    @Test("The spans of a trace that is debugged say so, others say whether they are sampled")
    func debug() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.propagators = [B3Propagator(.multiple)] }
        let tracer = telemetry.tracer
        func sent(_ headers: [String: String]) -> [String: String] {
            var context = ServiceContext.topLevel
            tracer.extract(headers, into: &context, using: Headers())
            return tracer.withSpan("outer", context: context) { _ in
                tracer.withSpan("inner") { inner in
                    var headers: [String: String] = [:]
                    tracer.inject(inner.context, into: &headers, using: Headers())
                    return headers
                }
            }
        }
        #expect(sent(["b3": "\(Self.trace)-\(Self.span)-d"]).keys.sorted() == ["x-b3-flags", "x-b3-spanid", "x-b3-traceid"])
        #expect(sent(["b3": "\(Self.trace)-\(Self.span)-1"])["x-b3-sampled"] == "1")
        #expect(sent(["b3": "\(Self.trace)-\(Self.span)-0"])["x-b3-sampled"] == "0")
        #expect(try await telemetry.spans(in: collector).count == 4)
    }

    @Test("Where the caller leaves the decision open, it is decided as for a root", arguments: [true, false])
    func deferred(isSampled: Bool) async throws {
        let root: any Sampler = isSampled ? AlwaysOnSampler() : AlwaysOffSampler()
        let (telemetry, collector) = Telemetry.collecting {
            $0.sampler = ParentBasedSampler(root: root)
            $0.propagators = [B3Propagator()]
        }
        var context = ServiceContext.topLevel
        telemetry.tracer.extract(["b3": "\(Self.trace)-\(Self.span)"], into: &context, using: Headers())
        telemetry.tracer.withSpan("outer", context: context) { outer in
            var headers: [String: String] = [:]
            telemetry.tracer.inject(outer.context, into: &headers, using: Headers())
            #expect(headers == ["b3": "\(Self.trace)-\(outer.spanContext.spanID)-\(isSampled ? 1 : 0)"])
            telemetry.tracer.withSpan("inner") { _ in }
        }
        #expect(try await telemetry.spans(in: collector).count == (isSampled ? 2 : 0))
    }

    @Test("Of several propagators that find a caller the last one counts, and each sends its headers")
    func together() {
        let other = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
        let carrier = ["b3": "\(Self.trace)-\(Self.span)", "traceparent": other]
        for (propagators, trace) in [
            ([TraceContextPropagator(), B3Propagator()] as [any Propagator], Self.trace),
            ([B3Propagator(), TraceContextPropagator()], "4bf92f3577b34da6a3ce929d0e0e4736"),
        ] {
            let (telemetry, _) = Telemetry.collecting { $0.propagators = propagators }
            var context = ServiceContext.topLevel
            telemetry.tracer.extract(carrier, into: &context, using: Headers())
            #expect(context.spanContext.map { "\($0.traceID)" } == trace)
            var headers: [String: String] = [:]
            telemetry.tracer.inject(context, into: &headers, using: Headers())
            #expect(headers.keys.sorted() == ["b3", "traceparent"] && headers["b3"]?.hasPrefix(trace) == true)
            // What was left open by one caller says nothing of another.
            let span = telemetry.tracer.startSpan("child", context: context)
            #expect(span.isRecording == (trace == Self.trace))
            span.end()
        }
    }

    @Test("Nothing is sent where there is no span", arguments: [B3Propagator.Encoding.single, .multiple])
    func nothing(encoding: B3Propagator.Encoding) {
        #expect(inject(.topLevel, encoding).isEmpty)
    }
}

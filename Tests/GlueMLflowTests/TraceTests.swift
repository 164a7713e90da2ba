import Foundation
import GlueJSON
import GlueMLflow
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Testing

@Suite("Traces and assessments", .needs(.mlflow), .mlflowServer)
struct TraceTests {
    /// Sends spans as the exporter does.
    static func send(_ spans: [OTLP.Span], to experiment: String) async throws {
        let server = try MLflowServerTrait.current
        var settings = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: server.baseURL))
        settings.headers = [.init("x-mlflow-experiment-id", experiment)]
        let sender = try OTLPHTTPDestination(settings)
        let traces = OTLP.Traces([OTLP.ResourceSpans(resource: OTLP.Resource(), scopeSpans: [OTLP.ScopeSpans(spans: spans)])])
        #expect(await sender.send(traces) == .delivered())
        await sender.close()
    }

    static func spans(_ random: inout SplitMix) -> [OTLP.Span] {
        let trace = OTLP.TraceID(high: random.next() | 1, low: random.next())
        let now = UInt64(Date().timeIntervalSince1970 * 1e9)
        let root = OTLP.Span(
            traceID: trace,
            spanID: OTLP.SpanID(random.next() | 1),
            name: "invoke_agent support",
            startTimeUnixNano: now,
            endTimeUnixNano: now + 1_500_000_000,
            attributes: [
                OTLP.KeyValue("gen_ai.operation.name", .string("invoke_agent")), OTLP.KeyValue("gen_ai.conversation.id", .string("s1")),
            ],
            status: OTLP.Status(code: .error, message: "broke")
        )
        let child = OTLP.Span(
            traceID: trace,
            spanID: OTLP.SpanID(random.next() | 1),
            parentSpanID: root.spanID,
            name: "chat gpt-4o-mini",
            startTimeUnixNano: now + 1,
            endTimeUnixNano: now + 1_000_000_000,
            attributes: [
                OTLP.KeyValue("gen_ai.operation.name", .string("chat")), OTLP.KeyValue("gen_ai.usage.input_tokens", .int(61)),
                OTLP.KeyValue("big", .int(.max)), OTLP.KeyValue("pi", .double(3.25)), OTLP.KeyValue("flag", .bool(true)),
                OTLP.KeyValue("list", .array([.int(1), .string("a")])),
            ],
            events: [OTLP.Event(timeUnixNano: now + 5, name: "gluellm.retry", attributes: [OTLP.KeyValue("n", .int(1))])]
        )
        return [root, child]
    }

    @Test("A trace is read back with its spans, attributes and events")
    func reading() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var random = SplitMix(seed: 3)
        let sent = Self.spans(&random)
        try await Self.send(sent, to: experiment)
        let trace = try await client.trace("\(sent[0].traceID)")
        #expect(trace.info.id == MLflowTrace.id(sent[0].traceID) && trace.info.experimentID == experiment)
        #expect(trace.info.state == .error && trace.info.duration == .milliseconds(1500) && trace.info.session == "s1")
        let root = try #require(trace.spans.first { $0.name == "invoke_agent support" })
        let child = try #require(trace.spans.first { $0.name == "chat gpt-4o-mini" })
        #expect(root.traceID == sent[0].traceID && root.spanID == sent[0].spanID && !root.parentSpanID.isValid)
        #expect(root.status?.code == .error && child.parentSpanID == sent[0].spanID)
        #expect(child.startTimeUnixNano == sent[1].startTimeUnixNano && child.endTimeUnixNano == sent[1].endTimeUnixNano)
        for attribute in sent[1].attributes { #expect(child.attributes[attribute.key] == attribute.value, "\(attribute.key)") }
        #expect(child.events == sent[1].events)
        let missing = await failure { () async throws(MLflowError) in try await client.trace(String(repeating: "0", count: 32)) }
        #expect(missing?.kind == .doesNotExist)
    }

    @Test("Traces are searched, tagged, linked to runs, summed and deleted")
    func management() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var random = SplitMix(seed: 4)
        var ids: [String] = []
        for _ in 0..<3 {
            let spans = Self.spans(&random)
            try await Self.send(spans, to: experiment)
            ids.append("\(spans[0].traceID)")
        }
        #expect(try await client.traces(in: [experiment], pageSize: 1).all().count == 3)
        let failed = try await client.traces(in: [experiment], filter: "trace.status = 'ERROR'").all()
        #expect(Set(failed.map(\.id)) == Set(ids.map { MLflowTrace.id($0) }))
        #expect(try await client.traceInfos(ids).count == 3)
        let whole = try await client.traces(ids)
        #expect(Set(whole.map(\.info.id)) == Set(ids.map { MLflowTrace.id($0) }) && whole.allSatisfy { $0.spans.count == 2 })

        try await client.set(tag: "reviewed", "yes", ofTrace: ids[0])
        #expect(try await client.traceInfo(ids[0]).tags["reviewed"] == "yes")
        try await client.delete(tag: "reviewed", ofTrace: ids[0])
        #expect(try await client.traceInfo(ids[0]).tags["reviewed"] == nil)

        let run = try await client.createRun(in: experiment)
        // More than go into one request; those that are not known do no harm.
        let many = ids + (0..<150).map { String($0, radix: 16).paddedTo32 }
        try await client.link(traces: many, toRun: run.id)
        #expect(try await client.traces(of: run.info).all().count == 3)
        let nowhere = await failure { () async throws(MLflowError) in try await client.link(traces: ids, toRun: "deadbeef") }
        #expect(nowhere?.kind == .doesNotExist)

        let sum = try await client.traceMetrics("input_tokens", of: .traces, in: [experiment], by: [.sum, .percentile(50)])
        #expect(sum.first?.values["SUM"] == 183)
        let prompt = try await client.register(prompt: "p-\(UUID().uuidString)", .text("x"))
        try await client.link(prompts: [prompt], toTrace: ids[0])

        #expect(try await client.delete(traces: [ids[0]], in: experiment) == 1)
        #expect(try await client.deleteTraces(in: experiment, before: MLflowTime(milliseconds: .max / 2)) == 2)
        #expect(try await client.traces(in: [experiment]).all().isEmpty)
    }

    @Test("What is said of a trace goes in before its spans, and stays")
    func registering() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var random = SplitMix(seed: 5)
        let spans = Self.spans(&random)
        let id = "\(spans[0].traceID)"
        let info = try await client.register(
            trace: id,
            in: experiment,
            state: .ok,
            requestTime: MLflowTime(milliseconds: 1_795_486_329_123),
            duration: .milliseconds(1_050),
            requestPreview: "hi",
            responsePreview: "hello",
            clientRequestID: "req-1",
            metadata: ["mlflow.trace.user": "u1"],
            tags: ["k": "v"]
        )
        #expect(info.requestTime == "2026-11-24T02:12:09.123Z")
        #expect(info.duration == .milliseconds(1_050))
        #expect(info.user == "u1")
        let none = await failure { () async throws(MLflowError) in try await client.trace(id) }
        #expect(none?.kind == .doesNotExist)
        let several = await failure { () async throws(MLflowError) in try await client.traces([id]) }
        #expect(several?.kind == .doesNotExist)
        try await Self.send(spans, to: experiment)
        let trace = try await client.trace(id)
        #expect(trace.spans.count == 2 && trace.info.tags["k"] == "v" && trace.info.clientRequestID == "req-1")
    }

    @Test("Judgements of every kind come back as they were made, and can be changed and deleted")
    func assessments() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var random = SplitMix(seed: 6)
        let spans = Self.spans(&random)
        let id = "\(spans[0].traceID)"
        try await Self.send(spans, to: experiment)
        let all: [Assessment] = [
            Assessment("helpful", .feedback(0.8), by: .human("ada@example.com"), rationale: "good", metadata: ["k": "v"]),
            Assessment("correct", .feedback(true), by: .model("gpt-4o"), span: "\(spans[1].spanID)"),
            Assessment("labels", .feedback(["a", "b"]), by: .code("scorer.swift")),
            Assessment("map", .feedback(["a": 1.5, "b": "x"]), by: .code("scorer.swift")),
            Assessment("expected", .expectation("21 C"), by: .human("bob")),
            Assessment("expected_list", .expectation(["x", "y"]), by: .human("bob")),
            Assessment("judge", .failure(code: "RATE_LIMIT", message: "429"), by: .model("gpt-4o")),
        ]
        for assessment in all {
            let stored = try await client.assess(trace: id, assessment)
            #expect(stored.content == assessment.content && stored.source == assessment.source && stored.spanID == assessment.spanID)
            #expect(stored.rationale == assessment.rationale && stored.metadata == assessment.metadata && stored.isValid)
        }
        let info = try await client.traceInfo(id)
        #expect(Set(info.assessments.map(\.name)) == Set(all.map(\.name)))
        let first = try #require(info.assessments.first { $0.name == "helpful" }?.id)
        let changed = try await client.update(assessment: first, ofTrace: id, content: .feedback(0.9), rationale: "better")
        #expect(changed.content == .feedback(0.9) && changed.rationale == "better" && changed.metadata == ["k": "v"])
        #expect(try await client.assessment(first, ofTrace: id).content == .feedback(0.9))
        try await client.delete(assessment: first, ofTrace: id)
        #expect(try await client.traceInfo(id).assessments.contains { $0.name == "helpful" } == false)
        let unknown = await failure { () async throws(MLflowError) in try await client.assess(trace: "tr-404", all[0]) }
        #expect(unknown?.kind == .doesNotExist)
        let anonymous = await failure { () async throws(MLflowError) in
            try await client.assess(trace: id, Assessment("x", .feedback(1), by: .human("")))
        }
        #expect(anonymous?.kind == .unstorable)
    }
}

extension String {
    fileprivate var paddedTo32: String { String(repeating: "0", count: 32 - count) + self }
}

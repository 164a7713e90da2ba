import Foundation
import GlueOTLP
import GlueSemantics
import GlueTestSupport

@testable import GlueScope

/// What the pages are shown with: the demo's own session, a copy of it that went another way, and a run that has everything.
enum PageTraces {
    static let demo = "4e2b14f7c2847c75c2daef7c9b60d772"
    static let changed = "4e2b14f7c2847c75c2daef7c9b60d773"
    static let rich = "\(Make.trace(7))"

    static func fill(_ store: ScopeStore, _ clock: TestClock) async throws {
        let session = try TelemetryFile(
            bytes: try [UInt8](Data(contentsOf: URL(fileURLWithPath: Repository.path("Sources/glue/Demo/Session/session.jsonl"))))
        )
        try await store.add(session.traces.renamed(to: demo))
        try await store.add(session.traces.renamed(to: changed).withAnotherAnswer)
        try await store.add(richRun)
        let record = OTLP.LogRecord(
            timeUnixNano: 1_800_000_008_000_000_000,
            severityNumber: 9,
            body: "the printer is warm",
            traceID: Make.trace(7),
            spanID: OTLP.SpanID(1)
        )
        try await store.add(OTLP.Logs([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: [record])])]))
        for (number, said) in [(UInt64(21), ("Where do I begin?", "In Belém.")), (22, ("And then?", "Along the river."))] {
            let attributes = Make.call("gpt-4o-mini") + Make.said(said.0, said.1) + [.init("gen_ai.conversation.id", "ride-7")]
            try await store.add(Make.traces([Make.span(number, 1, name: "chat gpt-4o-mini", attributes)]))
        }
        try await store.settle(clock)
    }

    /// A dot of one pixel.
    private static let image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    /// A workflow with a retry, a fallback, a guardrail, a hook, a long text, reasoning, a picture and a cut-off step.
    private static var richRun: OTLP.Traces {
        let long =
            "A drawing. **Bold** words.\\n\\n```\\ncode\\n```\\n" + String(repeating: "It goes on and on. ", count: 1500)
            + "THE END OF THE LONG TEXT"
        let input = #"""
            [{"role":"system","parts":[{"type":"text","content":"You write articles."}]},
            {"role":"user","parts":[{"type":"text","content":"Draw a dot."},{"type":"blob","modality":"image","mime_type":"image/png","content":"\#(image)"}]}]
            """#
        let output =
            #"[{"role":"assistant","parts":[{"type":"reasoning","content":"Let me think about this."},{"type":"text","content":"\#(long)"}],"finish_reason":"stop"}]"#
        func event(_ name: String, _ attributes: [OTLP.KeyValue]) -> OTLP.Event {
            OTLP.Event(timeUnixNano: 1_800_000_008_500_000_000, name: name, attributes: attributes)
        }
        var call = Make.span(
            7,
            3,
            parent: 2,
            name: "chat gpt-4o-mini",
            at: 8,
            seconds: 3,
            Make.call(
                "gpt-4o-mini",
                [
                    .init("gen_ai.input.messages", .string(input)), .init("gen_ai.output.messages", .string(output)),
                    .init("gen_ai.response.time_to_first_chunk", 0.4),
                ]
            )
        )
        call.events = [
            event(
                Glue.Events.retry,
                [.init(Glue.Attributes.attempt, 1), .init(Glue.Attributes.cause, "rate_limit"), .init(Glue.Attributes.delay, 0.5)]
            ),
            event(Glue.Events.fallback, [.init(Glue.Attributes.fallbackTo, "backup-model"), .init(Glue.Attributes.cause, "server")]),
        ]
        return Make.traces([
            Make.span(
                7,
                1,
                name: "invoke_workflow article",
                at: 7,
                seconds: 10,
                [.init("gen_ai.operation.name", "invoke_workflow"), .init("gen_ai.workflow.name", "article")]
            ),
            Make.span(7, 2, parent: 1, name: "workflow_step draft", at: 7, seconds: 5), call,
            Make.span(
                7,
                4,
                parent: 2,
                name: "guardrail secrets",
                at: 11,
                seconds: 0.1,
                [.init(Glue.Attributes.guardrailOutcome, "blocked"), .init(Glue.Attributes.guardrailReason, "looks like a secret")]
            ),
            Make.span(
                7,
                5,
                parent: 2,
                name: "hook audit",
                at: 7,
                seconds: 0.1,
                [.init(Glue.Attributes.hookStage, "before_model"), .init(Glue.Attributes.hookOutcome, "allowed")]
            ),
            Make.span(7, 6, parent: 1, name: "workflow_step review", at: 13, seconds: 4),
            Make.span(7, 7, parent: 1, name: "workflow_step check", at: 13, seconds: 3),
        ])
    }
}

extension OTLP.Traces {
    fileprivate func renamed(to id: String) -> OTLP.Traces {
        changingSpans { span in if let id = OTLP.TraceID(hex: id) { span.traceID = id } }
    }

    /// With another distance in the tool's answer.
    fileprivate var withAnotherAnswer: OTLP.Traces {
        changingSpans { span in
            guard span.name == "execute_tool distance" else { return }
            for place in span.attributes.indices where span.attributes[place].key == GenAI.Attributes.toolCallResult {
                span.attributes[place].value = #"{"km": 99}"#
            }
        }
    }

    private func changingSpans(_ change: (inout OTLP.Span) -> Void) -> OTLP.Traces {
        var traces = self
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                for span in traces.resourceSpans[resource].scopeSpans[scope].spans.indices {
                    change(&traces.resourceSpans[resource].scopeSpans[scope].spans[span])
                }
            }
        }
        return traces
    }
}

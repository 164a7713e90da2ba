import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueReplay

/// Recordings of every kind against the engine of today: the same where nothing changed, found where something did.
@Suite("Recordings by seed")
struct SeededReplayTests {
    @Test("What was recorded replays to the same trace, whatever it was", arguments: 0..<200 as Range<UInt64>)
    func same(seed: UInt64) async throws {
        let recording = try Recording(traces: try await SeededRecordings.traces(seed))
        // Five times each in the full tier: a thousand replays without a false alarm.
        for _ in Seeds.from(0, count: 1).prefix(5) {
            let outcome = try await Redrive(recording).run()
            #expect(outcome.isFaithful, "\(SeededRecordings.kind(seed)), seed \(seed): \(outcome)")
        }
    }

    private struct Plant {
        /// The span that was changed.
        var span: OTLP.SpanID
        var traces: OTLP.Traces
    }

    private typealias Change = @Sendable (OTLP.Traces, inout SplitMix) -> Plant?

    private static func spans(_ traces: OTLP.Traces, _ operation: String) -> [OTLP.Span] {
        traces.spans.filter { $0.attributes[GenAI.Attributes.operationName]?.string == operation }
            .sorted { $0.startTimeUnixNano < $1.startTimeUnixNano }
    }

    private static func planted(_ traces: OTLP.Traces, _ span: OTLP.Span?, _ change: (inout OTLP.Span) -> Void) -> Plant? {
        guard let span else { return nil }
        return Plant(span: span.spanID, traces: traces.changed { if $0.spanID == span.spanID { change(&$0) } })
    }

    private static func set(_ key: String, of span: inout OTLP.Span, _ change: (OTLP.AnyValue) -> OTLP.AnyValue) {
        guard let index = span.attributes.firstIndex(where: { $0.key == key }), let value = span.attributes[index].value else { return }
        span.attributes[index].value = change(value)
    }

    private static let changes: [(String, Change)] = [
        (
            "a prompt",
            { traces, random in
                planted(traces, spans(traces, "chat").randomElement(using: &random)) { span in
                    set(GenAI.Attributes.inputMessages, of: &span) { value in
                        guard case .array(var messages)? = value.structured, var last = messages.last?.object else { return value }
                        last["parts"] = [["type": "text", "content": "Something else was asked."]]
                        messages[messages.count - 1] = .object(last)
                        return .string(JSONValue.array(messages).text())
                    }
                }
            }
        ),
        (
            "a tool's result",
            { traces, random in
                planted(traces, spans(traces, "execute_tool").filter { $0.status == nil }.randomElement(using: &random)) { span in
                    set(GenAI.Attributes.toolCallResult, of: &span) { _ in .string(#"{"city":"Elsewhere","celsius":99}"#) }
                    set(OpenInference.outputValue, of: &span) { _ in .string(#"{"city":"Elsewhere","celsius":99}"#) }
                }
            }
        ),
        (
            "the order of two calls",
            { traces, random in
                let calls = spans(traces, "chat")
                guard calls.count > 1, let first = calls.first, let last = calls.last,
                    first.attributes[GenAI.Attributes.outputMessages] != last.attributes[GenAI.Attributes.outputMessages],
                    first.parentSpanID == last.parentSpanID
                else { return nil }
                let plant = traces.changed { span in
                    if span.spanID == first.spanID {
                        (span.startTimeUnixNano, span.endTimeUnixNano) = (last.startTimeUnixNano, last.endTimeUnixNano)
                    }
                    if span.spanID == last.spanID {
                        (span.startTimeUnixNano, span.endTimeUnixNano) = (first.startTimeUnixNano, first.endTimeUnixNano)
                    }
                }
                return Plant(span: last.spanID, traces: plant)
            }
        ),
        (
            "a model",
            { traces, random in
                planted(traces, spans(traces, "chat").randomElement(using: &random)) { span in
                    set(GenAI.Attributes.requestModel, of: &span) { _ in "gpt-5" }
                }
            }
        ),
        (
            "a lost retry",
            { traces, random in
                let retried = spans(traces, "chat").filter { $0.events.contains { $0.name == Glue.Events.retry } }
                return planted(traces, retried.randomElement(using: &random)) { $0.events.removeAll { $0.name == Glue.Events.retry } }
            }
        ),
        (
            "a count of tokens",
            { traces, random in
                let root = spans(traces, "invoke_agent").first { $0.attributes[Glue.Attributes.usageInputTokens] != nil }
                return planted(traces, root) { span in
                    set(Glue.Attributes.usageInputTokens, of: &span) { .int(($0.plain.integer ?? 0) + 1) }
                }
            }
        ),
        (
            "a call that is there no more",
            { traces, random in
                guard let last = spans(traces, "chat").last, spans(traces, "chat").count > 1 else { return nil }
                var changed = traces
                for resource in changed.resourceSpans.indices {
                    for scope in changed.resourceSpans[resource].scopeSpans.indices {
                        changed.resourceSpans[resource].scopeSpans[scope].spans.removeAll { $0.spanID == last.spanID }
                    }
                }
                return Plant(span: last.parentSpanID, traces: changed)
            }
        ),
    ]

    @Test("What was changed is found, at its span", arguments: 0..<56 as Range<UInt64>)
    func planted(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let (name, change) = Self.changes[Int(seed) % Self.changes.count]
        // The first recording from here on of which there is such a thing to change.
        for next in (seed * 7)... {
            guard !SeededRecordings.kind(next).hasPrefix("failure"),
                let plant = change(try await SeededRecordings.traces(next), &random)
            else { continue }
            let context = "\(name), \(SeededRecordings.kind(next)), seed \(next)"
            let outcome: ReplayOutcome
            do {
                outcome = try await Redrive(Recording(traces: plant.traces)).run()
            } catch let error as RedriveError {
                // What is not there any more leaves a recording that cannot be driven: that names the span, too.
                #expect("\(error)".contains("\(plant.span)"), "\(context): \(error)")
                return
            }
            let first = try #require(outcome.verdict.first, "\(context): not found")
            let trace = TraceIndex(plant.traces)
            let paths = Self.paths(trace, of: plant.span)
            // The very first one is at the span, within it, or names it as where its value comes from.
            let told = [first.path, first.origin ?? ""]
            #expect(
                paths.contains { path in told.contains { $0 == path || $0.hasPrefix("\(path) › ") } },
                "\(context): \(first), not at \(paths)"
            )
            return
        }
    }

    /// Where a span stands, by the paths of the comparison.
    private static func paths(_ trace: TraceIndex, of span: OTLP.SpanID) -> [String] {
        let roots = trace.nodes.indices.filter { SessionReader.isRoot($0, in: trace) || WorkflowReader.isRoot($0, in: trace) }
        func found(_ steps: [TraceStep]) -> [String] {
            steps.flatMap { ($0.span.spanID == span ? [$0.path] : []) + found($0.children) }
        }
        return found(TraceStep.steps(of: trace, from: roots, .replay))
    }
}

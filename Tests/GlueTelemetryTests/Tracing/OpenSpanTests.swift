import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Testing
import Tracing

/// What a kill does to open spans is tested with a process that is killed, in the tests of `glue load`.
@Suite("Open spans in a journal")
struct OpenSpanTests {
    @Test("A span that ends normally is exported once, whatever was kept of it", arguments: [true, false])
    func ended(isOn: Bool) async throws {
        try await TemporaryFolder.with { folder in
            for round in 0..<2 {
                let (telemetry, collector) = Telemetry.collecting {
                    $0.journal = JournalDirectory(path: folder.path("journal"))
                    $0.openSpans = isOn
                }
                let span = telemetry.tracer.startSpan("work")
                span.set("in order", 1)
                span.event("progress")
                span.attributes["dictionary"] = true
                span.setStatus(SpanStatus(code: .ok))
                telemetry.tracer.startSpan("other").end()
                span.end()
                let spans = try await telemetry.spans(in: collector)
                #expect(spans.map(\.name) == ["other", "work"], "round \(round)")
                #expect(spans.last?.attributes.map(\.key) == ["dictionary", "in order"])
                #expect(spans.last?.status?.code == .ok)
                await telemetry.shutdown()
                #expect(telemetry.ledger.isSettled)
            }
        }
    }

    @Test("What its owner left open at a shutdown, the next start exports as interrupted")
    func leftOpen() async throws {
        try await TemporaryFolder.with { folder in
            let time = Box<UInt64>(1_000_000_000)
            let (first, _) = Telemetry.collecting {
                $0.journal = JournalDirectory(path: folder.path("journal"))
                $0.openSpans = true
                $0.spanClock = SpanClock { time.value }
            }
            let span = first.tracer.startSpan("forgotten", ofKind: .client)
            span.attributes["at start"] = true
            // Attributes alone are written once a second.
            time.change { $0 += 2_000_000_000 }
            span.attributes["later"] = 2
            await first.shutdown()
            let (second, collector) = Telemetry.collecting { $0.journal = JournalDirectory(path: folder.path("journal")) }
            let found = try #require(try await second.spans(in: collector).first)
            #expect(found.spanID == span.spanContext.spanID)
            #expect(found.kind == .client)
            #expect(found.attributes["at start"] == true && found.attributes["later"] == 2)
            #expect(found.attributes["error.type"] == "interrupted")
            #expect(found.startTimeUnixNano == 1_000_000_000 && found.endTimeUnixNano >= 3_000_000_000)
            await second.shutdown()
        }
    }
}

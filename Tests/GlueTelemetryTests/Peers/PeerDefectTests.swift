import GlueJSON
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Synchronization
import Testing
import Tracing

/// What was seen to go wrong in other exporters for Swift, and where a test shows this one free of it. Those that no other
/// test covers are here.
///
/// | swift-otel | test |
/// |---|---|
/// | a stalled consumer makes memory grow without bound | `stalled` here; JournalBoundTests |
/// | one tick exports one batch of 512; most of a burst is lost | `burst` here; TelemetryTests: a burst of 100,000 spans loses none |
/// | a batch whose attempts failed is gone; so is one whose connection was refused for 10 s | `outage` here; OTLPHTTPTests: a collector that is down costs nothing |
/// | gzip is set but never done | OTLPHTTPTests: a request is what the specification asks for |
/// | `forceFlush` exports spans twice | TelemetryTests: a flush sends each span once |
/// | a dropped span erases the caller's context | SamplerTests: a span that is not sampled keeps the caller's context going |
/// | ids in OTLP/JSON are base64 | `hexadecimal` here |
/// | `OTEL_PROPAGATORS` at its default crashes, so do other valid values | `variables` here |
/// | no limits, no dropped counts, flags 0, one scope, no `telemetry.sdk.*` | SpanLimitTests; TraceContextTests: remote parent; OTLPSpanTests: the scope; EnvironmentTests: defaults |
/// | ratio sampling disagrees with other SDKs | SamplerTests: decides as the Python SDK does |
/// | spans that never end are kept for ever | OTLPSpanTests: a span that never ends is gone with its last user |
/// | users cannot add processors, samplers, exporters | GlueTelemetryExtensionTests |
///
/// | opentelemetry-swift's persistence | test |
/// |---|---|
/// | says success before the write has landed | `written` here |
/// | a batch over 256 KB is discarded silently | `large` here |
/// | a file with a torn tail is deleted as delivered | DamageTests: a file that is cut at any length loses what was behind the cut |
/// | write errors are swallowed | TelemetryTests: a folder that cannot be written to costs nothing but its point, and it is said |
/// | no fsync, and no word about it | `SyncPolicy` says what each choice may cost; DirectoryTests |
/// | no gzip on Linux | OTLPHTTPTests, as above |
/// | timestamps lose some 240 ns | `nanoseconds` here |
@Suite("Defects of others")
struct PeerDefectTests {
    /// Takes nothing until it is told to.
    private final class Stalled: TelemetryDestination {
        let name = "stalled"
        let isOpen = Atomic<Bool>(false)
        private let kept = Mutex<Int>(0)
        var count: Int { kept.withLock { $0 } }

        func export(_ batch: ExportBatch) async -> ExportOutcome {
            guard isOpen.load(ordering: .relaxed) else { return .unavailable(reason: "stalled") }
            kept.withLock { $0 += batch.count }
            return .delivered()
        }
    }

    @Test("A destination that takes nothing costs no more memory than the queue's bound")
    func stalled() async {
        let destination = Stalled()
        let telemetry = Telemetry(TelemetrySettings(queue: QueueSettings(bytes: 1 << 20), destinations: [destination], logger: .silent))
        for _ in 0..<20_000 { telemetry.tracer.withSpan("work") { $0.attributes["note"] = "some text to fill the queue with" } }
        let status = telemetry.journalStatus(of: .traces)
        #expect(status.memoryBytes <= 1 << 20)
        let ledger = telemetry.ledger
        #expect(ledger.ended == 20_000 && ledger.addsUp)
        #expect(ledger.destinations[0].dropped[.queueFull] ?? 0 > 10_000)
        destination.isOpen.store(true, ordering: .relaxed)
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(destination.count == telemetry.ledger.destinations[0].acknowledged)
        #expect(telemetry.ledger.destinations[0].queued == 0 && telemetry.ledger.addsUp)
    }

    @Test("One flush empties the queue, however many batches that takes")
    func burst() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch = BatchSettings(delay: .seconds(3600)) }
        for _ in 0..<5_000 { telemetry.tracer.startSpan("work").end() }
        #expect(try await telemetry.spans(in: collector).count == 5_000)
    }

    @Test("A destination that fails far longer than any attempt loses nothing")
    func outage() async {
        let destination = Stalled()
        let telemetry = Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
        for _ in 0..<10 { telemetry.tracer.startSpan("work").end() }
        for _ in 0..<5 { _ = await telemetry.forceFlush(within: .milliseconds(5)) }
        #expect(telemetry.ledger.destinations[0].queued == 10)
        destination.isOpen.store(true, ordering: .relaxed)
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(destination.count == 10)
    }

    @Test("Ids in OTLP/JSON are hexadecimal")
    func hexadecimal() async throws {
        try await FaultyCollector.running { running in
            let destination = try OTLPHTTPDestination(OTLPHTTPSettings(endpoint: running.endpoint, encoding: .json, compression: .none))
            let telemetry = Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
            let span = telemetry.tracer.startSpan("work")
            span.end()
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let request = try #require(running.collector.requests.first)
            let body = String(decoding: request.body, as: UTF8.self)
            #expect(
                body.contains(#""traceId":"\#(span.spanContext.traceID)""#) && body.contains(#""spanId":"\#(span.spanContext.spanID)""#)
            )
            await telemetry.shutdown()
        }
    }

    @Test(
        "Every value that the specification has for the propagators gives settings that work",
        arguments: [
            "tracecontext,baggage", "tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "ottrace", "none", "", "none,b3",
            "tracecontext,baggage,b3,b3multi,jaeger,xray,ottrace", "TraceContext , BAGGAGE", ",,", "no such thing",
        ]
    )
    func variables(value: String) {
        let settings = TelemetrySettings(environment: ["OTEL_PROPAGATORS": value, "OTEL_TRACES_EXPORTER": "none"], logger: .silent)
        let telemetry = Telemetry(settings)
        var context = ServiceContext.topLevel
        telemetry.tracer.extract(["b3": "?", "traceparent": "?", "uber-trace-id": "?"], into: &context, using: Headers())
        telemetry.tracer.withSpan("work", context: context) { span in
            var headers: [String: String] = [:]
            telemetry.tracer.inject(span.context, into: &headers, using: Headers())
            #expect(headers.keys.allSatisfy { $0 == "traceparent" || $0.hasPrefix("b3") || $0.hasPrefix("x-b3-") })
        }
    }

    @Test("Once end() has returned the span is in the file, whole, for whoever reads it")
    func written() async throws {
        try await TemporaryFolder.with { folder in
            let destination = Stalled()
            let telemetry = Telemetry(
                TelemetrySettings(journal: JournalDirectory(path: folder.path("journal")), destinations: [destination], logger: .silent)
            )
            for number in 0..<100 {
                let span = telemetry.tracer.startSpan("span number \(number).")
                span.end()
                let files = try Self.files(in: folder)
                #expect(files.contains { $0.firstRange(of: Array("span number \(number).".utf8)) != nil })
            }
            await telemetry.shutdown(within: .zero)
        }
    }

    private static func files(in folder: TemporaryFolder) throws -> [[UInt8]] {
        try folder.names(in: "journal").compactMap { try? folder.bytes(of: "journal/\($0)") }
    }

    @Test("A span of a megabyte is delivered, by way of the files too", arguments: [false, true])
    func large(hasFolder: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let (telemetry, collector) = Telemetry.collecting {
                $0.journal = hasFolder ? JournalDirectory(path: folder.path("journal")) : nil
            }
            let text = String(repeating: "many words ", count: 100_000)
            telemetry.tracer.withSpan("large") { $0.attributes["text"] = text }
            let spans = try await telemetry.spans(in: collector)
            #expect(spans.first?.attributes["text"]?.string == text)
            await telemetry.shutdown()
        }
    }

    @Test("Times arrive to the nanosecond")
    func nanoseconds() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let start: UInt64 = 1_785_024_000_123_456_789
        let span = telemetry.tracer.startSpan("work", at: At(start))
        span.addEvent(SpanEvent(name: "event", at: At(start + 1)))
        span.end(at: At(start + 3))
        let exported = try #require(try await telemetry.spans(in: collector).first)
        #expect(
            exported.startTimeUnixNano == start && exported.endTimeUnixNano == start + 3 && exported.events[0].timeUnixNano == start + 1
        )
    }
}

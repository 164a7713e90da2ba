import GlueOTLP
import GlueTestSupport
import Logging
import Testing
import Tracing

@testable import GlueTelemetry

@Suite("Logs of swift-log")
struct LogHandlerTests {
    /// What a body logs, as the destination gets it.
    private func records(
        label: String = "shop.orders",
        level: Logger.Level = .trace,
        provider: Logger.MetadataProvider? = nil,
        _ change: (inout TelemetrySettings) -> Void = { _ in },
        _ body: (Telemetry, Logger) throws -> Void
    ) async throws -> [OTLP.ScopeLogs] {
        let collector = TelemetryCollector(signals: [.logs])
        var settings = TelemetrySettings(destinations: [collector], spanClock: SpanClock { 4711 }, logger: .silent)
        change(&settings)
        let telemetry = Telemetry(settings)
        try body(telemetry, Logger(label: label) { telemetry.logHandler(label: $0, level: level, metadataProvider: provider) })
        #expect(await telemetry.forceFlush())
        #expect(telemetry.ledger(of: .logs).addsUp)
        return collector.logs.resourceLogs.flatMap(\.scopeLogs)
    }

    @Test("A record has time, severity, body, scope and place")
    func record() async throws {
        let scopes = try await records { _, logger in logger.notice("Hello, \("world")") }
        #expect(scopes.map(\.scope) == [OTLP.Scope(name: "shop.orders")])
        let record = try #require(scopes.first?.logRecords.first)
        #expect((record.timeUnixNano, record.observedTimeUnixNano) == (4711, 4711))
        #expect((record.severityNumber, record.severityText) == (10, "notice"))
        #expect(record.body == "Hello, world")
        #expect(!record.traceID.isValid && !record.spanID.isValid && record.flags == 0)
        #expect(record.attributes["code.file.path"]?.string?.hasSuffix("LogHandlerTests.swift") == true)
        #expect(record.attributes["code.function.name"] == "record()")
        #expect(record.attributes["code.line.number"]?.int ?? 0 > 0)
    }

    @Test(
        "Levels are the severities of the protocol",
        arguments: zip(Logger.Level.allCases, [1, 5, 9, 10, 13, 17, 21] as [Int32])
    )
    func severity(level: Logger.Level, number: Int32) {
        #expect(level.severityNumber == number)
    }

    @Test("A record belongs to the span in which it is logged")
    func span() async throws {
        let found = Box<SpanContext?>(nil)
        let scopes = try await records { telemetry, logger in
            telemetry.tracer.withSpan("work") { span in
                found.change { $0 = span.spanContext }
                logger.info("within")
            }
            logger.info("outside")
        }
        let records = scopes.flatMap(\.logRecords)
        #expect(records.map(\.traceID) == [found.value?.traceID ?? .none, .none])
        #expect(records.map(\.spanID) == [found.value?.spanID ?? .none, .none])
        #expect(records.first?.flags == found.value.map { UInt32($0.flags.rawValue) })
    }

    @Test("Metadata become attributes; numbers, lists and dictionaries stay what they are")
    func metadata() async throws {
        let provider = Logger.MetadataProvider { ["from": "provider", "who": "provider"] }
        let scopes = try await records(provider: provider, { $0.logs.tellsLocation = false }) { _, logger in
            var logger = logger
            logger[metadataKey: "from"] = "handler"
            logger[metadataKey: "handler"] = "1"
            logger.info(
                "x",
                metadata: [
                    "who": "call", "number": .stringConvertible(42), "share": .stringConvertible(0.5), "flag": .stringConvertible(true),
                    "list": ["a", ["b": "c"]], "map": ["z": "1", "a": ["2"]],
                ]
            )
        }
        let attributes = try #require(scopes.first?.logRecords.first?.attributes)
        let expected = [
            OTLP.KeyValue("flag", true), OTLP.KeyValue("from", "provider"), OTLP.KeyValue("handler", "1"),
            OTLP.KeyValue("list", .array(["a", .map([OTLP.KeyValue("b", "c")])])),
            OTLP.KeyValue("map", .map([OTLP.KeyValue("a", .array(["2"])), OTLP.KeyValue("z", "1")])), OTLP.KeyValue("number", 42),
            OTLP.KeyValue("share", 0.5), OTLP.KeyValue("who", "call"),
        ]
        #expect(attributes == expected)
    }

    @Test("An error is told by its type and message")
    func error() async throws {
        struct Broken: Error {}
        let scopes = try await records { _, logger in logger.error("failed", error: Broken()) }
        let record = try #require(scopes.first?.logRecords.first)
        #expect(record.attributes["exception.type"] == "GlueTelemetryTests.LogHandlerTests.Broken")
        #expect(record.attributes["exception.message"] == "Broken()")
    }

    @Test("The limits hold: attributes are counted, texts cut, deep nests emptied")
    func limits() async throws {
        let scopes = try await records({ $0.logs = LogSettings(attributes: 3, valueLength: 4, valueDepth: 2, tellsLocation: false) }) {
            _,
            logger in
            logger.info("A long body is kept", metadata: ["a": "12345", "b": ["123456", ["deep"]], "c": "x", "d": "y", "e": "z"])
        }
        let record = try #require(scopes.first?.logRecords.first)
        #expect(record.body == "A long body is kept")
        #expect(
            record.attributes == [OTLP.KeyValue("a", "1234"), OTLP.KeyValue("b", .array(["1234", .array([])])), OTLP.KeyValue("c", "x")]
        )
        #expect(record.droppedAttributesCount == 2)
    }

    @Test("Secrets are taken out of bodies and attributes before they are cut")
    func redaction() async throws {
        let secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
        let scopes = try await records({ $0.logs.valueLength = 20 }) { _, logger in
            logger.info("key \(secret)", metadata: ["text": "my key: \(secret)", "list": ["\(secret)"], "password": "hunter2"])
        }
        let text = "\(scopes)"
        #expect(!text.contains("sk-proj-abc") && !text.contains("hunter2"))
        #expect(scopes.first?.logRecords.count == 1)
    }

    @Test("The handler's level counts, and so does the logger's own")
    func level() async throws {
        let scopes = try await records(level: .warning) { telemetry, logger in
            logger.info("too little")
            logger.warning("enough")
            var chatty = logger
            chatty.logLevel = .debug
            chatty.debug("as asked")
        }
        #expect(scopes.flatMap(\.logRecords).map(\.body) == ["enough", "as asked"])
    }

    @Test("Beside another handler both get every line")
    func multiplex() async throws {
        let lines = LinesLog()
        let scopes = try await records { telemetry, _ in
            let logger = Logger(label: "both") { MultiplexLogHandler([telemetry.logHandler(label: $0), lines.handler]) }
            logger.info("twice")
        }
        #expect(scopes.flatMap(\.logRecords).map(\.body) == ["twice"])
        #expect(lines.lines.count == 1)
    }

    @Test("What the telemetry itself says does not come back, also where its log is the application's")
    func own() async throws {
        let handlers = Box<(@Sendable () -> any LogHandler)?>(nil)
        let lines = LinesLog()
        let logger = Logger(label: "app") { _ in LateLogHandler { handlers.value?() ?? lines.handler } }
        let telemetry = Telemetry(TelemetrySettings(destinations: [RefusingDestination()], logger: logger))
        handlers.change { $0 = { MultiplexLogHandler([telemetry.logHandler(label: "app"), lines.handler]) } }
        logger.info("once")
        #expect(await telemetry.forceFlush())
        await telemetry.shutdown()
        #expect(lines.lines.contains { $0.contains("refuses") }, "\(lines.lines)")
        #expect(telemetry.ledger(of: .logs).ended == 1)
    }

    @Test("What a destination logs while it exports does not come back")
    func exporting() async throws {
        let handlers = Box<(@Sendable () -> any LogHandler)?>(nil)
        let destination = LoggingDestination {
            guard let make = handlers.value else { return }
            Logger(label: "destination") { _ in make() }.error("exporting")
        }
        let telemetry = Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
        handlers.change { $0 = { telemetry.logHandler(label: "destination") } }
        Logger(label: "app") { telemetry.logHandler(label: $0) }.info("once")
        #expect(await telemetry.forceFlush())
        #expect(destination.exported.value == 1)
        #expect(telemetry.ledger(of: .logs).ended == 1)
    }

    @Test("Where no destination takes logs, none are kept")
    func nobody() async {
        let telemetry = Telemetry(TelemetrySettings(destinations: [TelemetryCollector(signals: [.traces])], logger: .silent))
        Logger(label: "app") { telemetry.logHandler(label: $0) }.info("unheard")
        #expect(telemetry.ledger(of: .logs).ended == 0)
        #expect(!telemetry.events.isEnabled)
    }
}

/// A destination that logs while it exports.
private final class LoggingDestination: TelemetryDestination {
    let name = "logging"
    let signals: Set<OTLP.Signal> = [.logs]
    let exported = Box(0)
    private let log: @Sendable () -> Void

    init(_ log: @escaping @Sendable () -> Void) { self.log = log }

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        log()
        exported.change { $0 += batch.count }
        return .delivered()
    }
}

private struct RefusingDestination: TelemetryDestination {
    let name = "refusing"
    let signals: Set<OTLP.Signal> = [.logs]
    func export(_ batch: ExportBatch) async -> ExportOutcome { .refused(reason: "no logs today") }
}

/// A handler that is found only when something is logged.
private struct LateLogHandler: LogHandler {
    let handler: @Sendable () -> any LogHandler
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(_ handler: @escaping @Sendable () -> any LogHandler) { self.handler = handler }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { handler().log(event: event) }
}

import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Logging
import ServiceLifecycle
import Testing
import Tracing

@Suite("Telemetry")
struct TelemetryTests {
    @Test("A service exports full batches at once and the rest after the delay")
    func batches() async throws {
        let destination = Script()
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .milliseconds(20), records: 10),
                destinations: [destination],
                logger: .silent
            )
        )
        try await running(telemetry) {
            telemetry.make(25)
            try await eventually { telemetry.ledger.isSettled }
        }
        #expect(destination.counts == [10, 10, 5])
        #expect(destination.isClosed)
    }

    @Test("Where the delay is long, a full batch does not wait, and what is not full does")
    func fullBatch() async throws {
        let destination = Script()
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .seconds(600), records: 10),
                destinations: [destination],
                logger: .silent
            )
        )
        try await running(telemetry) {
            telemetry.make(9)
            #expect(destination.counts.isEmpty)
            telemetry.make(3)
            try await eventually { telemetry.ledger.destinations.first?.queued == 2 }
            #expect(destination.counts == [10])
            // The tracer's own flush, which does not wait.
            telemetry.tracer.forceFlush()
            try await eventually { destination.counts == [10, 2] }
        }
    }

    @Test("A few long spans do not wait for many to come")
    func longSpans() async throws {
        let destination = Script()
        let telemetry = Telemetry(
            TelemetrySettings(batch: BatchSettings(delay: .seconds(600)), destinations: [destination], logger: .silent)
        )
        let text = String(repeating: "x", count: 200_000)
        try await running(telemetry) {
            for _ in 0..<20 { telemetry.tracer.withSpan("long") { $0.attributes["text"] = text } }
            try await eventually { (telemetry.ledger.destinations.first?.acknowledged ?? 0) >= 10 }
        }
    }

    @Test("A flush sends each span once, also beside a running service and another flush")
    func flushOnce() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch = BatchSettings(delay: .milliseconds(1), records: 7) }
        try await running(telemetry) {
            for _ in 0..<20 {
                telemetry.make(13)
                async let first = telemetry.forceFlush(within: .seconds(60))
                async let second = telemetry.forceFlush(within: .seconds(60))
                let both = await [first, second]
                #expect(both == [true, true])
            }
            #expect(collector.traces.spans.count == 260)
        }
        #expect(Set(collector.traces.spans.map(\.spanID)).count == 260)
        #expect(collector.traces.spans.count == 260)
    }

    @Test("A service group's graceful shutdown drains what is left, then drops what comes after")
    func gracefulShutdown() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch.delay = .seconds(600) }
        let group = ServiceGroup(services: [telemetry], logger: .silent)
        async let run: Void = group.run()
        telemetry.make(5)
        await group.triggerGracefulShutdown()
        try await run
        #expect(collector.traces.spans.count == 5)
        telemetry.make(2)
        #expect(await telemetry.shutdown() == telemetry.ledger)
        #expect(telemetry.ledger.destinations == [.init(name: "collector", acknowledged: 5, dropped: [.afterShutdown: 2])])
        #expect(telemetry.ledger.addsUp)
        #expect(collector.traces.spans.count == 5)
    }

    @Test("A cancelled service drains too")
    func cancellation() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch.delay = .seconds(600) }
        let task = Task { try await telemetry.run() }
        telemetry.make(5)
        task.cancel()
        try await task.value
        #expect(collector.traces.spans.count == 5)
    }

    @Test("A shutdown from outside ends the service")
    func shutdownWhileRunning() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch.delay = .seconds(600) }
        async let run: Void = telemetry.run()
        telemetry.make(5)
        let ledger = await telemetry.shutdown()
        try await run
        #expect(ledger.isSettled && collector.traces.spans.count == 5)
    }

    @Test("A destination that is not available keeps its batch, in order, and gets it again")
    func unavailable() async throws {
        let destination = Script([.unavailable(reason: "busy"), .unavailable(reason: "busy", retryAfter: .milliseconds(2)), .delivered()])
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .milliseconds(1), records: 10),
                destinations: [destination],
                logger: .silent
            )
        )
        telemetry.make(15)
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(destination.counts == [10, 10, 10, 5])
        #expect(destination.names == (0..<15).map { "span \($0)" })
        #expect(telemetry.ledger.isSettled)
    }

    @Test("A dead destination holds up no live one, and loses its oldest spans at the bound")
    func deadAndLive() async throws {
        let dead = Script(then: .unavailable(reason: "dead"))
        let live = TelemetryCollector(name: "live")
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .milliseconds(1), records: 50),
                queue: QueueSettings(records: 200),
                destinations: [dead, live],
                shutdownTimeout: .milliseconds(50),
                logger: .silent
            )
        )
        try await running(telemetry) {
            for round in 1...20 {
                telemetry.make(50)
                try await eventually { telemetry.ledger["live"]?.acknowledged == round * 50 }
            }
            #expect(telemetry.ledger["script"] == .init(name: "script", queued: 200, dropped: [.queueFull: 800]))
        }
        #expect(telemetry.ledger["script"] == .init(name: "script", dropped: [.queueFull: 800, .unsent: 200]))
        #expect(live.traces.spans.count == 1000)
        #expect(telemetry.ledger.addsUp)
    }

    @Test("A destination that hangs is stopped after the export timeout")
    func hangs() async throws {
        let destination = Script(hangs: true)
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .milliseconds(1), timeout: .milliseconds(20)),
                destinations: [destination],
                logger: .silent
            )
        )
        try await running(telemetry) {
            telemetry.make(1)
            try await eventually { destination.counts.count > 2 }
            #expect(telemetry.ledger.destinations.first?.queued == 1)
            #expect(await telemetry.forceFlush(within: .milliseconds(10)) == false)
        }
        #expect(telemetry.ledger.destinations.first?.dropped == [.unsent: 1])
    }

    @Test("The ledger adds up at every moment while many spans end")
    func ledger() async throws {
        let telemetry = Telemetry(
            TelemetrySettings(
                batch: BatchSettings(delay: .milliseconds(1), records: 64),
                queue: QueueSettings(bytes: 256 << 10, records: 500),
                destinations: [Script(then: .delivered(rejected: 1)), TelemetryCollector()],
                logger: .silent
            )
        )
        let ended = Box(false)
        try await running(telemetry, end: .seconds(20)) {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !ended.value {
                        #expect(telemetry.ledger.addsUp)
                        await Task.yield()
                    }
                }
                await withTaskGroup(of: Void.self) { producers in
                    for _ in 0..<6 { producers.addTask { telemetry.make(1000) } }
                }
                ended.change { $0 = true }
            }
        }
        let ledger = telemetry.ledger
        #expect(ledger.addsUp && ledger.ended == 6000)
        #expect(ledger.destinations.allSatisfy { $0.queued == 0 && $0.acknowledged > 0 }, "\(ledger)")
    }

    @Test("A burst of 100,000 spans with the default settings loses none")
    func burst() async throws {
        let destination = Script(keepsNames: false)
        let telemetry = Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
        for number in 0..<100_000 {
            telemetry.tracer.startSpan("burst").end()
            // The other tests want to go on too.
            if number % 100 == 0 { await Task.yield() }
        }
        #expect(telemetry.ledger == Ledger(ended: 100_000, destinations: [.init(name: "script", queued: 100_000)]))
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(telemetry.ledger.isSettled)
        #expect(destination.counts.reduce(0, +) == 100_000)
    }

    @Test("Without destinations spans go nowhere, and traces are passed on")
    func noDestination() async throws {
        let telemetry = Telemetry(TelemetrySettings(logger: .silent))
        telemetry.tracer.withSpan("work") { #expect($0.spanContext.isSampled && $0.isRecording) }
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(await telemetry.shutdown() == Ledger())
    }

    @Test("A disabled telemetry passes on what it is given, unchanged")
    func disabled() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.isDisabled = true }
        let headers = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", "baggage": "a=1"]
        var context = ServiceContext.topLevel
        telemetry.tracer.extract(headers, into: &context, using: Headers())
        telemetry.tracer.withSpan("server", context: context) { span in
            #expect(!span.isRecording)
            telemetry.tracer.withSpan("client") { client in
                var sent: [String: String] = [:]
                telemetry.tracer.inject(client.context, into: &sent, using: Headers())
                #expect(sent == headers)
            }
        }
        telemetry.tracer.withSpan("root") { #expect($0.context.spanContext == nil) }
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(collector.traces.spans.isEmpty)
    }

    private func running(_ telemetry: Telemetry, end: Duration = .milliseconds(50), _ body: @Sendable () async throws -> Void) async throws
    {
        async let run: Void = telemetry.run()
        try await body()
        await telemetry.shutdown(within: end)
        try await run
    }

    /// Looks again and again, for a while.
    private func eventually(_ condition: @Sendable () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < deadline, "it did not come to that in time")
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("Run twice, it exports each span once and both end with the shutdown")
    func twice() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.batch = BatchSettings(delay: .milliseconds(1), records: 7) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 { group.addTask { try await telemetry.run() } }
            for number in 0..<100 { telemetry.tracer.withSpan("span \(number)") { _ in } }
            await telemetry.shutdown()
            try await group.waitForAll()
        }
        #expect(collector.traces.spans.count == 100 && telemetry.ledger.isSettled)
    }
}

extension Telemetry {
    /// Lets spans end whose names say their number.
    func make(_ count: Int) {
        for number in 0..<count { tracer.startSpan("span \(number)").end() }
    }
}

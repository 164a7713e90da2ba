import Foundation
import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Answers of a collector")
struct OTLPAnswerTests {
    @Test(
        "What may pass is tried again, with a growing wait, and each span arrives",
        arguments: [
            FaultyCollector.Answer.http(429), .http(502), .http(503), .http(504), .reset, .garbage, .half, .resetAfterRequest,
        ]
    )
    func retryable(answer: FaultyCollector.Answer) async throws {
        try await FaultyCollector.running([answer, answer]) { running in
            let clock = ImpatientClock()
            let telemetry = try Telemetry.sending(to: running.endpoint, clock: clock)
            telemetry.makeSpans(2)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger.isSettled)
            #expect(running.collector.attempts == 3)
            #expect(try running.collector.requests.last?.traces.spans.count == 2)
            // The greatest waits of the backoff.
            #expect(clock.waits == [.seconds(1), .seconds(1.5)])
            await telemetry.shutdown()
        }
    }

    @Test("A server's Retry-After is waited for, in seconds or as a date")
    func retryAfter() async throws {
        let date = Date(timeIntervalSinceNow: 300)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let answers: [FaultyCollector.Answer] = [
            .http(429, ["Retry-After": "7"]), .http(503, ["Retry-After": formatter.string(from: date)]),
        ]
        try await FaultyCollector.running(answers) { running in
            let clock = ImpatientClock()
            let telemetry = try Telemetry.sending(to: running.endpoint, clock: clock)
            telemetry.makeSpans(1)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger.isSettled)
            let waits = clock.waits
            #expect(waits.first == .seconds(7))
            #expect(waits.last.map { (.seconds(200)...(.seconds(300))).contains($0) } == true)
            await telemetry.shutdown()
        }
    }

    @Test("What will not pass drops the batch at once", arguments: [401, 403, 404, 405, 408, 415, 500, 501])
    func final(status: Int) async throws {
        try await FaultyCollector.running([.http(status, [:], Array("no".utf8))]) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint)
            telemetry.makeSpans(2)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            telemetry.makeSpans(1)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(running.collector.requests.count == 2)
            #expect(telemetry.ledger.addsUp)
            #expect(telemetry.ledger["http"] == .init(name: "http", acknowledged: 1, dropped: [.refused: 2]))
            await telemetry.shutdown()
        }
    }

    @Test("A bad span is found among the others, which all arrive", arguments: [400, 413, 422])
    func badSpan(status: Int) async throws {
        try await FaultyCollector.running(then: .refusing("span 77", status: status)) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint)
            telemetry.makeSpans(512)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let reason: DropReason = status == 413 ? .tooLarge : .rejected
            #expect(telemetry.ledger["http"] == .init(name: "http", acknowledged: 511, dropped: [reason: 1]))
            let taken = try running.collector.requests.map { try $0.traces.spans.map(\.name) }.filter { !$0.contains("span 77") }
            #expect(taken.flatMap(\.self) == (0..<512).filter { $0 != 77 }.map { "span \($0)" })
            // Nine halvings lead to one span of 512.
            #expect(running.collector.requests.count == 19)
            await telemetry.shutdown()
        }
    }

    @Test("A collector that calls everything bad does not get each span for itself")
    func allBad() async throws {
        try await FaultyCollector.running(then: .http(400)) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint)
            telemetry.makeSpans(512)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            telemetry.makeSpans(512)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(running.collector.requests.count < 40)
            #expect(telemetry.ledger["http"]?.allDropped == 1024 && telemetry.ledger.addsUp)
            await telemetry.shutdown()
        }
    }

    @Test("A redirect is followed; another origin does not get the credentials", arguments: [301, 302, 307, 308])
    func redirect(status: Int) async throws {
        try await FaultyCollector.running { other in
            let answers: [FaultyCollector.Answer] = [
                .http(status, ["Location": "/elsewhere"]), .http(status, ["Location": other.endpoint]),
            ]
            try await FaultyCollector.running(answers) { running in
                let telemetry = try Telemetry.sending(to: running.endpoint) { $0.headers = [.init("authorization", "Bearer abc")] }
                telemetry.makeSpans(1)
                #expect(await telemetry.forceFlush(within: .seconds(60)))
                #expect(running.collector.requests.map(\.line) == ["POST /v1/traces HTTP/1.1", "POST /elsewhere HTTP/1.1"])
                #expect(running.collector.requests.allSatisfy { $0.headers["authorization"] == "Bearer abc" })
                let arrived = try #require(other.collector.requests.first)
                #expect(arrived.headers["authorization"] == nil)
                #expect(arrived.headers["content-type"] == "application/x-protobuf")
                #expect(try arrived.traces.spans.count == 1)
                #expect(telemetry.ledger.isSettled)
                await telemetry.shutdown()
            }
        }
    }

    @Test(
        "A redirect that leads nowhere refuses the batch and says where it points",
        arguments: [(303, "/x"), (307, ""), (307, "ftp://x/"), (307, "/v1/traces")]
    )
    func endlessRedirect(status: Int, location: String) async throws {
        try await FaultyCollector.running(then: .http(status, ["Location": location])) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint)
            telemetry.makeSpans(1)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger["http"]?.dropped == [.refused: 1])
            #expect(running.collector.requests.count <= 6)
            await telemetry.shutdown()
        }
    }

    @Test("A partial success is counted and not sent again; nonsense in a 200 is a success", arguments: [0, 1, 2, 99, -3])
    func partial(rejected: Int64) async throws {
        let answers: [FaultyCollector.Answer] = [
            .partial(rejected: rejected, "too old"), .http(200, [:], [0xFF, 0xFF]),
            .http(202, ["Content-Type": "application/json"], Array("{}".utf8)),
        ]
        try await FaultyCollector.running(answers) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint)
            telemetry.makeSpans(2)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let counted = min(max(Int(rejected), 0), 2)
            #expect(telemetry.ledger["http"]?.dropped[.rejected] ?? 0 == counted)
            for _ in 0..<2 {
                telemetry.makeSpans(1)
                #expect(await telemetry.forceFlush(within: .seconds(60)))
            }
            #expect(telemetry.ledger["http"]?.acknowledged == 4 - counted)
            #expect(telemetry.ledger.addsUp)
            #expect(running.collector.requests.count == 3)
            await telemetry.shutdown()
        }
    }

    @Test("A batch that is too large is halved until only what is too large itself is dropped")
    func tooLarge() async throws {
        try await FaultyCollector.running { running in
            let telemetry = try Telemetry.sending(to: running.endpoint) { $0.requestLimit = 4000 }
            for number in 0..<40 {
                telemetry.tracer.withSpan("span \(number)") {
                    $0.attributes["text"] = String(repeating: "x", count: number == 13 ? 5000 : 50)
                }
            }
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger["http"] == .init(name: "http", acknowledged: 39, dropped: [.tooLarge: 1]))
            let names = try running.collector.spans().map(\.name)
            #expect(names == (0..<40).filter { $0 != 13 }.map { "span \($0)" })
            await telemetry.shutdown()
        }
    }

    @Test("An answer without end is not read to its end")
    func longAnswer() async throws {
        try await FaultyCollector.running([.http(200, [:], Array(repeating: 1, count: 2000))]) { running in
            let telemetry = try Telemetry.sending(to: running.endpoint) { $0.responseLimit = 1000 }
            telemetry.makeSpans(1)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(telemetry.ledger["http"]?.dropped == [.refused: 1])
            await telemetry.shutdown()
        }
    }
}

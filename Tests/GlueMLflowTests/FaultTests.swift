import Foundation
import GlueMLflow
import GlueRetry
import GlueTestSupport
import Synchronization
import Testing

@Suite("Nothing is lost, and nothing comes twice", .needs(.mlflow))
struct FaultTests {
    /// The points of ``log(_:to:)``, as a run has them: each once, in order.
    static func expectPoints(_ count: Int, in run: String, _ client: MLflowClient, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let history = try await client.history(of: "value", in: run).all()
        #expect(history.map(\.step) == (0..<count).map { Int64($0) }, sourceLocation: sourceLocation)
        #expect(history.map(\.value) == (0..<count).map { Double($0) }, sourceLocation: sourceLocation)
    }

    static func log(_ steps: Range<Int>, to run: RunLogger) async throws {
        for step in steps {
            try await run.log("value", Double(step), step: Int64(step), time: MLflowTime(milliseconds: 1_700_000_000_000 + Int64(step)))
        }
    }

    @Test("A server that is stopped in the middle and started again gets every point once, in order", .timeLimit(.minutes(3)))
    func restart() async throws {
        try await TemporaryFolder.with { folder in
            let port = try await Server.freePort()
            let client = try MLflowClient.at("http://127.0.0.1:\(port)")
            let isUp = Latch()
            let stop = Latch()
            let isDown = Latch()
            let start = Latch()
            let isBack = Latch()
            let done = Latch()
            let server = Task {
                try await Server.mlflow(in: folder, port: port) { _ in
                    isUp.open()
                    await stop.wait()
                }
                isDown.open()
                await start.wait()
                try await Server.mlflow(in: folder, port: port) { _ in
                    isBack.open()
                    await done.wait()
                }
            }
            defer {
                for latch in [stop, start, done] { latch.open() }
                server.cancel()
            }
            await isUp.wait()
            let experiment = try await client.experiment()
            let id = try await client.withRun(experiment: .id(experiment), options: .spooled(in: folder.path("spool"))) { run in
                try await Self.log(0..<3000, to: run)
                stop.open()
                try await Self.log(3000..<6000, to: run)
                await isDown.wait()
                try await Self.log(6000..<9000, to: run)
                try await run.set(tag: "while", "away")
                #expect(run.waiting >= 3000)
                start.open()
                await isBack.wait()
                try await Self.log(9000..<10_000, to: run)
                return run.id
            }
            try await Self.expectPoints(10_000, in: id, client)
            let run = try await client.run(id)
            #expect(run.info.status == .finished && run.tags["while"] == "away")
            done.open()
            try await server.value
        }
    }

    @Test("429, 503 and answers that are lost cost no point and double none", arguments: Seeds.from(1, count: 2))
    func proxy(seed: UInt64) async throws {
        try await Server.mlflow { server in
            let random = Mutex(SplitMix(seed: seed))
            let fault = { @Sendable (_: Int, path: String) -> FaultyProxy.Fault in
                // What begins the run is not repeated without harm.
                guard path.hasSuffix("log-batch") || path.hasSuffix("update") else { return .none }
                return random.withLock { random in
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0: .refuses(status: 429, headers: ["Retry-After": "0"])
                    case 1: .refuses(status: 503)
                    case 2: .loses(status: 502)
                    case 3: .loses(status: 500)
                    default: .none
                    }
                }
            }
            try await FaultyProxy.before(server.baseURL, fault) { proxy, url in
                let client = try MLflowClient.at(url)
                let direct = try MLflowClient.at(server.baseURL)
                let experiment = try await direct.experiment()
                let id = try await client.withRun(experiment: .id(experiment), options: .quick) { run in
                    for round in 0..<30 {
                        try await Self.log(round * 100..<(round + 1) * 100, to: run)
                        try await run.log(param: "p\(round)", "\(round)")
                        try await run.set(tag: "round", "\(round)")
                        await run.flush()
                    }
                    return run.id
                }
                #expect(proxy.faults > 5)
                try await Self.expectPoints(3000, in: id, direct)
                let run = try await direct.run(id)
                #expect(run.params.count == 30 && run.tags["round"] == "29" && run.info.status == .finished)
            }
        }
    }

    @Test("What a killed process logged is sent by the next one, and its run ends as killed", .timeLimit(.minutes(5)))
    func kill() async throws {
        try await Server.mlflow { server in
            let client = try MLflowClient.at(server.baseURL)
            var random = SplitMix(seed: UInt64(getpid()))
            for round in 0..<Int(Seeds.from(0, count: 1).count * 2) {
                let experiment = try await client.experiment()
                let wait = Duration.milliseconds(Int.random(in: 20...900, using: &random))
                try await TemporaryFolder.with { folder in
                    let spool = folder.path("spool")
                    let probe = { @Sendable (count: Int) in
                        Program.built("RunProbe", [server.baseURL, experiment, spool, "0", String(count)])
                    }
                    let began = Mutex<ContinuousClock.Instant?>(nil)
                    let killed = try await probe(200_000).run(killingWhen: {
                        let isLogging = (try? folder.names(in: "spool").contains { $0.hasSuffix(".run") }) ?? false
                        let start = began.withLock { began in
                            if isLogging, began == nil { began = .now }
                            return began
                        }
                        return start.map { ContinuousClock.now - $0 > wait } ?? false
                    })
                    #expect(killed.exitCode == 128 + 9)
                    let run = try #require(killed.text.split(separator: "\n").first.map(String.init))
                    // The last step that was told to be logged, each thousandth being told.
                    let logged = killed.text.split(separator: "\n").compactMap { Int($0) }.last ?? 0
                    #expect(try await client.run(run).info.status == .running)

                    let next = try await probe(10).run()
                    #expect(next.exitCode == 0, "\(next.error)")
                    let history = try await client.history(of: "value", in: run).all()
                    #expect(history.count >= logged, "round \(round), killed after \(wait)")
                    try await Self.expectPoints(history.count, in: run, client)
                    let info = try await client.run(run).info
                    #expect(info.status == .killed && info.end != nil)
                    #expect(try folder.names(in: "spool").allSatisfy { !$0.hasSuffix(".run") && !$0.hasSuffix(".segment") })
                }
            }
        }
    }

    /// Logs points to a run whose server goes away before it has any of them; the run's id.
    private static func leave(
        _ count: Int,
        in spool: String,
        _ client: MLflowClient,
        _ experiment: String,
        _ away: FaultyProxy.Switch
    ) async throws -> String {
        var options = RunOptions.spooled(in: spool)
        options.endTimeout = .milliseconds(300)
        return try await client.withRun(experiment: .id(experiment), options: options) { run in
            away.isOn = true
            try await log(0..<count, to: run)
            return run.id
        }
    }

    @Test("A server that stays away: what is in files waits for the next process, what is in memory is an error")
    func away() async throws {
        try await Server.mlflow { server in
            try await TemporaryFolder.with { folder in
                try await FaultyProxy.switchable(before: server.baseURL) { away, url in
                    let client = try MLflowClient.at(url)
                    let experiment = try await client.experiment()
                    let id = try await Self.leave(500, in: folder.path("spool"), client, experiment, away)
                    away.isOn = false
                    #expect(try await client.run(id).info.status == .running)
                    _ = try await client.withRun(experiment: .id(experiment), options: .spooled(in: folder.path("spool"))) { _ in }
                    try await Self.expectPoints(500, in: id, client)
                    #expect(try await client.run(id).info.status == .finished)

                    var memory = RunOptions.quick
                    memory.endTimeout = .milliseconds(300)
                    let lost = await failure { () async throws(MLflowError) in
                        do {
                            try await client.withRun(experiment: .id(experiment), options: memory) { run in
                                away.isOn = true
                                try await Self.log(0..<50, to: run)
                            }
                        } catch let error as MLflowError {
                            throw error
                        } catch {
                            Issue.record(error)
                        }
                    }
                    #expect(lost?.kind == .unsent && lost?.description.contains("51") == true)
                }
            }
        }
    }

    @Test("What waits is sent by glue mlflow sync, too, which says what it sent and what is left")
    func sync() async throws {
        try await Server.mlflow { server in
            try await TemporaryFolder.with { folder in
                try await FaultyProxy.switchable(before: server.baseURL) { away, url in
                    let client = try MLflowClient.at(url)
                    let experiment = try await client.experiment()
                    let id = try await Self.leave(100, in: folder.path("spool"), client, experiment, away)
                    let sync = { @Sendable (patience: String) in
                        Program.glue(["mlflow", "sync", "--uri", url, "--spool", folder.path("spool"), "--patience", patience])
                    }
                    let early = try await sync("0.3").run()
                    #expect(early.exitCode == 4 && early.text == "0 entries sent, 101 left\n", "\(early.text)\(early.error)")
                    away.isOn = false
                    let late = try await sync("30").run()
                    #expect(late.exitCode == 0 && late.text == "101 entries sent\n", "\(late.text)\(late.error)")
                    let again = try await sync("30").run()
                    #expect(again.exitCode == 0 && again.text == "0 entries sent\n")
                    try await Self.expectPoints(100, in: id, client)
                    #expect(try await client.run(id).info.status == .finished)
                }
                let inMemory = try MLflowClient.at(server.baseURL)
                let error = await failure { () async throws(MLflowError) in try await inMemory.deliver(spool: .memory) }
                #expect(error?.kind == .configuration)
            }
        }
    }

    @Test("Where no more can wait, who logs waits, and then is told; nothing is dropped in silence")
    func full() async throws {
        try await Server.mlflow { server in
            try await FaultyProxy.switchable(before: server.baseURL) { away, url in
                let client = try MLflowClient.at(url)
                let experiment = try await client.experiment()
                var options = RunOptions.quick
                options.spool = SpoolSettings(path: nil, bytes: 1 << 20)
                options.fullTimeout = .seconds(2)
                let (id, logged) = try await client.withRun(experiment: .id(experiment), options: options) { run in
                    away.isOn = true
                    var logged = 0
                    let error = await failure { () async throws(MLflowError) in
                        while true {
                            let point = Metric("value", Double(logged), step: Int64(logged), time: MLflowTime(milliseconds: 1))
                            try await run.log(point)
                            logged += 1
                        }
                    }
                    #expect(error?.kind == .unsent && logged > 1000)
                    // Once the server is back there is room again, also for who waits already.
                    let next = logged
                    let waiting = Task { try await Self.log(next..<next + 1, to: run) }
                    away.isOn = false
                    try await waiting.value
                    return (run.id, logged + 1)
                }
                try await Self.expectPoints(logged, in: id, client)
            }
        }
    }
}

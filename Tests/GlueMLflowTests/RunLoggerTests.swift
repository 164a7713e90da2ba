import GlueMLflow
import GlueTestSupport
import Testing

@Suite("Run logger", .needs(.mlflow), .mlflowServer)
struct RunLoggerTests {
    @Test("What a body logs is there when it has returned, and the run is finished")
    func finished() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let id = try await client.withRun(experiment: .id(experiment), name: "nightly", tags: ["team": "search"], options: .quick) { run in
            try await run.log(params: ["model": "gpt-4o-mini", "temperature": "0.2"])
            for step in 0..<2500 { try await run.log("loss", 1 / Double(step + 1), step: Int64(step)) }
            try await run.log(metrics: ["a": 1, "b": 2], step: 3)
            try await run.set(tag: "stage", "one")
            try await run.set(tag: "stage", "two")
            return run.id
        }
        let run = try await client.run(id)
        #expect(run.info.status == .finished)
        #expect(run.info.name == "nightly")
        #expect(run.info.end != nil)
        #expect(run.params == ["model": "gpt-4o-mini", "temperature": "0.2"])
        #expect(run.tags["team"] == "search" && run.tags["stage"] == "two")
        #expect(run.metrics["b"]?.value == 2 && run.metrics["b"]?.step == 3)
        let history = try await client.history(of: "loss", in: id, pageSize: 700).all()
        #expect(history.map(\.step) == (0..<2500).map { Int64($0) })
        #expect(history.map(\.value) == (0..<2500).map { 1 / Double($0 + 1) })
    }

    struct Trouble: Error, Equatable {}

    @Test("A run whose body throws has failed, and what it logged is there")
    func failed() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        await #expect(throws: Trouble()) {
            try await client.withRun(experiment: .id(experiment), options: .quick) { run in
                try await run.log("x", 1)
                throw Trouble()
            }
        }
        let run = try #require(try await client.runs(in: [experiment]).all().first)
        #expect(run.info.status == .failed)
        #expect(run.metrics["x"]?.value == 1)
    }

    @Test("A run that is cancelled was killed, and what it logged before is there")
    func killed() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let begun = Latch()
        let task = Task {
            try await client.withRun(experiment: .id(experiment), options: .quick) { run in
                for step in 0..<1500 { try await run.log("x", Double(step), step: Int64(step)) }
                begun.open()
                try await Task.sleep(for: .seconds(60))
            }
        }
        await begun.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let run = try #require(try await client.runs(in: [experiment]).all().first)
        #expect(run.info.status == .killed)
        #expect(try await client.history(of: "x", in: run.id).all().count == 1500)
    }

    @Test("Nested runs know their parent, and end as their own bodies do")
    func nested() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let parent = try await client.withRun(experiment: .id(experiment), name: "parent", options: .quick) { run in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for fold in 0..<4 {
                    group.addTask {
                        try? await run.withRun(name: "fold-\(fold)") { child in
                            for step in 0..<50 { try await child.log("score", Double(fold), step: Int64(step)) }
                            if fold == 3 { throw Trouble() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            return run.id
        }
        let children = try await client.runs(in: [experiment], filter: "tags.`mlflow.parentRunId` = '\(parent)'").all()
        #expect(children.count == 4)
        for child in children {
            #expect(child.info.status == (child.info.name == "fold-3" ? .failed : .finished))
            #expect(try await client.history(of: "score", in: child.id).all().count == 50)
        }
        #expect(try await client.run(parent).info.status == .finished)
    }

    @Test("A param that has another value is a conflict at once, with both values; the same value is none")
    func conflicts() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let id = try await client.withRun(experiment: .id(experiment), options: .quick) { run in
            try await run.log(param: "lr", "0.1")
            try await run.log(param: "lr", "0.1")
            let error = await failure { () async throws(MLflowError) in try await run.log(param: "lr", "0.2") }
            #expect(error?.kind == .paramConflict(key: "lr", stored: "0.1", new: "0.2"))
            #expect(error?.description.contains("0.1") == true && error?.description.contains("0.2") == true)
            return run.id
        }
        // Also one that an earlier session logged.
        try await client.withRun(resuming: id, options: .quick) { run in
            let error = await failure { () async throws(MLflowError) in try await run.log(params: ["new": "1", "lr": "0.3"]) }
            #expect(error?.kind == .paramConflict(key: "lr", stored: "0.1", new: "0.3"))
        }
        let run = try await client.run(id)
        #expect(run.params == ["lr": "0.1"])
        #expect(run.info.status == .finished)
    }

    @Test("What the server refuses is told at the end, the rest arrives")
    func rejected() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        try await TemporaryFolder.with { folder in
            let options = RunOptions.spooled(in: folder.path("spool"))
            let error = await failure { () async throws(MLflowError) in
                do {
                    try await client.withRun(experiment: .id(experiment), options: options) { run in
                        // Somebody else was there in between: the logger cannot know.
                        try await client.log(param: "p7", "theirs", to: run.id)
                        for number in 0..<20 { try await run.log(param: "p\(number)", "ours") }
                        for step in 0..<10 { try await run.log("x", Double(step), step: Int64(step)) }
                    }
                } catch let error as MLflowError {
                    throw error
                } catch {
                    Issue.record(error)
                }
            }
            #expect(error?.kind == .rejected)
            #expect(error?.description.contains("theirs") == true && error?.description.contains("ours") == true)
            let run = try #require(try await client.runs(in: [experiment]).all().first)
            #expect(run.params.count == 20 && run.params["p7"] == "theirs" && run.params["p8"] == "ours")
            #expect(try await client.history(of: "x", in: run.id).all().count == 10)
            let names = try folder.names(in: "spool")
            #expect(names.contains { $0.contains("/rejected/") })
        }
    }

    @Test("Processor and memory are measured where it is asked for")
    func systemMetrics() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var options = RunOptions.quick
        options.systemMetrics = .milliseconds(50)
        let id = try await client.withRun(experiment: .id(experiment), options: options) { run in
            try await Task.sleep(for: .milliseconds(400))
            return run.id
        }
        let metrics = try await client.run(id).metrics
        #expect((0...100).contains(try #require(metrics["system/cpu_utilization_percentage"]).value))
        #expect((0...100).contains(try #require(metrics["system/system_memory_usage_percentage"]).value))
        #expect(try #require(metrics["system/process_memory_usage_megabytes"]).value > 5)
        #expect(try await client.history(of: "system/system_memory_usage_megabytes", in: id).all().count >= 2)
    }

    @Test("A flush waits until the server has all that was logged")
    func flush() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        var options = RunOptions.quick
        options.interval = .seconds(30)
        try await client.withRun(experiment: .id(experiment), options: options) { run in
            for step in 0..<10 { try await run.log("x", 1, step: Int64(step)) }
            #expect(await run.flush())
            #expect(run.waiting == 0)
            #expect(try await client.history(of: "x", in: run.id).all().count == 10)
        }
    }
}

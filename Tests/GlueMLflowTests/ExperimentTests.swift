import Foundation
import GlueMLflow
import GlueTestSupport
import Testing

@Suite("Experiments and runs", .needs(.mlflow), .mlflowServer)
struct ExperimentTests {
    @Test("The server tells its version and what it is")
    func server() async throws {
        let client = try MLflowClient.current()
        #expect(await client.isHealthy())
        let info = try await client.serverInfo()
        #expect(info.version == "3.17.2")
        #expect(info.storeType == "SqlStore")
        #expect(!info.hasWorkspaces && !info.hasMultipartUploads)
    }

    @Test("An experiment is made, found, renamed, tagged, deleted and restored")
    func experiments() async throws {
        let client = try MLflowClient.current()
        let name = "exp-\(UUID().uuidString)"
        #expect(try await client.experiment(named: name) == nil)
        let id = try await client.createExperiment(name, tags: ["team": "search"])
        let again = await failure { () async throws(MLflowError) in try await client.createExperiment(name) }
        #expect(again?.kind == .alreadyExists && again?.errorCode == "RESOURCE_ALREADY_EXISTS" && again?.status == 400)
        // Whole statements of the server's database are no help.
        #expect(again?.description.contains("INSERT INTO") == false)
        #expect(try await client.experimentID(named: name) == id)

        let experiment = try await client.experiment(id)
        #expect(experiment.name == name && experiment.tags == ["team": "search"] && !experiment.isDeleted)
        #expect(try #require(experiment.created).date.timeIntervalSinceNow.magnitude < 60)
        try await client.set(tag: "k", "v", ofExperiment: id)
        try await client.rename(experiment: id, to: name + "-2")
        #expect(try await client.experiment(named: name + "-2")?.tags["k"] == "v")
        try await client.delete(tag: "k", ofExperiment: id)
        #expect(try await client.experiment(id).tags["k"] == nil)

        try await client.delete(experiment: id)
        #expect(try await client.experiment(id).isDeleted)
        let deleted = await failure { () async throws(MLflowError) in try await client.experimentID(named: name + "-2") }
        #expect(deleted?.kind == .doesNotExist)
        #expect(try await client.experiments(filter: "name = '\(name)-2'", view: .deleted).all().map(\.id) == [id])
        try await client.restore(experiment: id)
        #expect(try await client.experiments(filter: "name LIKE '\(name)%'", pageSize: 1).all().map(\.id) == [id])
        let missing = await failure { () async throws(MLflowError) in try await client.experiment("999999") }
        #expect(missing?.kind == .doesNotExist)
    }

    @Test("A run is made, changed, searched page by page, deleted and restored")
    func runs() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let run = try await client.createRun(
            in: experiment,
            name: "run-1",
            tags: ["a": "b"],
            start: MLflowTime(milliseconds: 1_795_486_329_754)
        )
        #expect(run.info.status == .running && run.info.start.milliseconds == 1_795_486_329_754 && run.info.end == nil)
        #expect(run.tags["a"] == "b" && run.tags[RunTags.name] == "run-1")
        let info = try await client.update(
            run: run.id,
            status: .finished,
            end: MLflowTime(milliseconds: 1_795_486_334_754),
            name: "renamed"
        )
        #expect(info.status == .finished && info.name == "renamed" && info.end?.milliseconds == 1_795_486_334_754)

        let child = try await client.createRun(in: experiment, parent: run.id)
        #expect(child.tags[RunTags.parent] == run.id)
        for number in 0..<5 { _ = try await client.createRun(in: experiment, name: "more-\(number)") }
        let pages = client.runs(in: [experiment], order: ["attributes.start_time ASC"], pageSize: 2)
        let all = try await pages.all()
        #expect(all.count == 7 && Set(all.map(\.id)).count == 7)
        #expect(try await pages.all(limit: 3).count == 3)
        #expect(try await client.runs(in: [experiment], filter: "attributes.status = 'FINISHED'").all().map(\.id) == [run.id])

        try await client.delete(run: child.id)
        #expect(try await client.run(child.id).info.isDeleted)
        let late = await failure { () async throws(MLflowError) in try await client.log(Metric("a", 1), to: child.id) }
        #expect(late?.kind == .invalidRequest && late?.message.contains("active") == true)
        #expect(try await client.runs(in: [experiment], view: .deleted).all().map(\.id) == [child.id])
        try await client.restore(run: child.id)
        #expect(try await client.run(child.id).info.isDeleted == false)

        let bad = await failure { () async throws(MLflowError) in try await client.runs(in: [experiment], filter: "bogus ~ 1").all() }
        #expect(bad?.kind == .invalidRequest)
        let nowhere = await failure { () async throws(MLflowError) in try await client.createRun(in: "424242") }
        #expect(nowhere?.kind == .doesNotExist)
        let status = await failure { () async throws(MLflowError) in try await client.update(run: run.id, status: .unknown) }
        #expect(status?.kind == .unstorable)
    }

    @Test("Metrics, params and tags of any number are logged, and a conflict says both values")
    func logging() async throws {
        let client = try MLflowClient.current()
        let run = try await client.createRun(in: try await client.experiment()).id
        let metrics = (0..<2100).map { Metric("series", Double($0), step: Int64($0), time: MLflowTime(milliseconds: 1_795_486_329_754)) }
        var params: [String: String] = [:]
        var tags: [String: String] = [:]
        for number in 0..<210 {
            params["p\(number)"] = "\(number)"
            tags["t\(number)"] = String(repeating: "v", count: 8000)
        }
        try await client.log(metrics: metrics, params: params, tags: tags, to: run)
        let stored = try await client.run(run)
        #expect(stored.params == params)
        #expect(tags.allSatisfy { stored.tags[$0.key] == $0.value })
        #expect(stored.metrics["series"]?.step == 2099)
        #expect(try await client.history(of: "series", in: run, pageSize: 1000).all() == metrics)
        #expect(try await client.history(of: "zzz", in: run).all().isEmpty)

        try await client.log(param: "lr", "0.01", to: run)
        try await client.log(param: "lr", "0.01", to: run)
        let one = await failure { () async throws(MLflowError) in try await client.log(param: "lr", "0.02", to: run) }
        #expect(one?.kind == .paramConflict(key: "lr", stored: "0.01", new: "0.02"))
        let many = await failure { () async throws(MLflowError) in
            try await client.log(metrics: [Metric("atom", 1)], params: ["lr": "999", "other": "x"], to: run)
        }
        #expect(many?.kind == .paramConflict(key: "lr", stored: "0.01", new: "999"))
        // A request is stored whole or not at all.
        #expect(try await client.run(run).metrics["atom"] == nil)

        let point = Metric("loss", 0.5, step: 1, time: MLflowTime(milliseconds: 1_795_486_329_754))
        for _ in 0..<3 { try await client.log(point, to: run) }
        #expect(try await client.history(of: "loss", in: run).all() == [point])
        try await client.set(tag: RunTags.note, "**hello** markdown", of: run)
        try await client.delete(tag: "t1", of: run)
        let gone = await failure { () async throws(MLflowError) in try await client.delete(tag: "t1", of: run) }
        #expect(gone?.kind == .doesNotExist)
        let missing = await failure { () async throws(MLflowError) in try await client.log(Metric("a", 1), to: "deadbeef") }
        #expect(missing?.kind == .doesNotExist)

        let second = try await client.createRun(in: try await client.experiment()).id
        try await client.log(metrics: metrics, to: second)
        let bulk = try await client.history(of: "series", in: [run, second], steps: 0...1000, points: 10)
        #expect(Set(bulk.keys) == [run, second])
        #expect(bulk.values.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.step <= 1000 } })
    }

    @Test("Inputs, outputs and logged models are kept together")
    func models() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let run = try await client.createRun(in: experiment).id
        let dataset = DatasetInput(
            name: "qa",
            digest: "abc123",
            sourceType: "local",
            source: #"{"uri":"file.json"}"#,
            schema: "{}",
            profile: #"{"num_rows":3}"#,
            tags: ["mlflow.data.context": "eval"]
        )
        try await client.log(datasets: [dataset], to: run)
        let model = try await client.createLoggedModel(
            in: experiment,
            name: "agent-v1",
            type: "agent",
            run: run,
            params: ["temp": "0.2"],
            tags: ["git": "abc"]
        )
        #expect(model.status == .pending)
        #expect(try await client.finalize(loggedModel: model.id).status == .ready)
        let point = Metric("acc", 0.9, modelID: model.id, dataset: .init(name: "qa", digest: "abc123"))
        try await client.log(point, to: run)
        try await client.log(metrics: [Metric("acc2", 0.8, modelID: model.id)], to: run)
        try await client.log(outputs: [model.id: 0], to: run)
        let stored = try await client.loggedModel(model.id)
        #expect(stored.params == ["temp": "0.2"] && stored.tags["git"] == "abc" && stored.runID == run && stored.type == "agent")
        #expect(stored.metrics.first { $0.key == "acc" }?.dataset == point.dataset)
        let whole = try await client.run(run)
        #expect(whole.datasets == [dataset])
        #expect(whole.outputModels == [model.id])
        #expect(try await client.loggedModels(in: [experiment], filter: "name = 'agent-v1'").all().map(\.id) == [model.id])
        try await client.set(tags: ["x": "y"], ofLoggedModel: model.id)
        try await client.log(params: ["top_p": "1"], toLoggedModel: model.id)
        #expect(try await client.loggedModel(model.id).tags["x"] == "y")
        #expect(try await client.loggedModel(model.id).params["top_p"] == "1")
        try await client.delete(tag: "x", ofLoggedModel: model.id)
        #expect(try await client.loggedModel(model.id).tags["x"] == nil)
        try await client.delete(loggedModel: model.id)
        let gone = await failure { () async throws(MLflowError) in try await client.loggedModel(model.id) }
        #expect(gone?.kind == .doesNotExist)
    }
}

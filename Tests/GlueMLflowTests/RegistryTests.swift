import Foundation
import GlueJSON
import GlueMLflow
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("Registry, prompts, datasets and webhooks", .needs(.mlflow), .mlflowServer)
struct RegistryTests {
    @Test("Registered models, their versions, aliases and tags")
    func models() async throws {
        let client = try MLflowClient.current()
        let run = try await client.createRun(in: try await client.experiment()).id
        let name = "model-\(UUID().uuidString)"
        let model = try await client.createRegisteredModel(name, description: "answers", tags: ["a": "b"])
        #expect(model.name == name && model.description == "answers" && model.tags == ["a": "b"])
        let first = try await client.createModelVersion(of: name, source: "runs:/\(run)/model", run: run, tags: ["x": "1"])
        let second = try await client.createModelVersion(of: name, source: "runs:/\(run)/model", run: run, description: "better")
        #expect(first.version == "1" && second.version == "2" && second.description == "better" && first.runID == run)
        try await client.set(alias: "champion", of: name, to: "2")
        #expect(try await client.modelVersion(alias: "champion", of: name).version == "2")
        #expect(try await client.registeredModel(name).aliases == ["champion": "2"])
        let none = await failure { () async throws(MLflowError) in try await client.modelVersion(alias: "nope", of: name) }
        #expect(none?.kind == .doesNotExist)
        try await client.delete(alias: "champion", of: name)
        #expect(try await client.registeredModel(name).aliases.isEmpty)
        try await client.set(tag: "k", "v", ofModelVersion: "1", of: name)
        try await client.delete(tag: "x", ofModelVersion: "1", of: name)
        #expect(try await client.modelVersion("1", of: name).tags == ["k": "v"])
        try await client.set(tag: "k", "v", ofRegisteredModel: name)
        try await client.delete(tag: "a", ofRegisteredModel: name)
        #expect(try await client.registeredModel(name).tags == ["k": "v"])
        #expect(try await client.modelVersions(filter: "name = '\(name)'", pageSize: 1).all().count == 2)
        #expect(try await client.registeredModels(filter: "name = '\(name)'").all().map(\.name) == [name])
        try await client.describe(registeredModel: name, as: "new")
        try await client.describe(modelVersion: "1", of: name, as: "old")
        #expect(try await client.modelVersion("1", of: name).description == "old")
        #expect(try await client.move(modelVersion: "1", of: name, to: "Staging").stage == "Staging")
        #expect(try await client.latestVersions(of: name, stages: ["Staging"]).map(\.version) == ["1"])
        #expect(try await client.downloadURI(ofModelVersion: "1", of: name).contains(run))
        try await client.delete(modelVersion: "2", of: name)
        let renamed = try await client.rename(registeredModel: name, to: name + "-2")
        #expect(renamed.description == "new")
        try await client.delete(registeredModel: name + "-2")
        let gone = await failure { () async throws(MLflowError) in try await client.registeredModel(name + "-2") }
        #expect(gone?.kind == .doesNotExist)
    }

    @Test("Prompts are registered, loaded by version and alias, and rendered")
    func prompts() async throws {
        let client = try MLflowClient.current()
        let name = "prompt-\(UUID().uuidString)"
        let text = try await client.register(prompt: name, .text("Say hello to {{ name }}, {{user.city}}."), commitMessage: "first")
        #expect(text.version == 1 && text.commitMessage == "first" && text.template.variables == ["name", "user.city"])
        let chat = try await client.register(
            prompt: name,
            .chat([.init("system", "Be {{style}}."), .init("user", "{{question}} \"now\"")]),
            tags: ["team": "search"],
            modelConfig: ["model_name": "gpt-4o", "temperature": 0.1],
            responseFormat: ["type": "object"]
        )
        try await client.set(alias: "production", of: name, to: "1")
        #expect(try await client.prompt(name) == chat)
        #expect(try await client.prompt(name, version: 1).template == text.template)
        #expect(try await client.prompt(name, alias: "production").version == 1)
        #expect(try await client.promptVersions(name).all().map(\.version).sorted() == [1, 2])
        #expect(try await client.prompts(filter: "name = '\(name)'").all().map(\.name) == [name])
        #expect(chat.tags == ["team": "search"] && chat.modelConfig?["temperature"] == 0.1 && chat.responseFormat == ["type": "object"])

        let missing = #expect(throws: MLflowError.self) { try chat.template.rendered(["style": "brief"]) }
        #expect(missing?.description.contains("question") == true)
        let rendered = try chat.template.rendered(["style": "brief {{x}}", "question": "Why?"])
        #expect(rendered.messages == [.system("Be brief {{x}}."), .user("Why? \"now\"")])
        #expect(throws: MLflowError.self) { try PromptTemplate.text("{% if x %}").rendered([:]) }

        let model = "plain-\(UUID().uuidString)"
        _ = try await client.createRegisteredModel(model)
        let taken = await failure { () async throws(MLflowError) in try await client.register(prompt: model, .text("x")) }
        #expect(taken?.kind == .alreadyExists)
    }

    @Test(
        "Places of a template",
        arguments: [
            ("{{a}}{{b}}", ["a", "b"]), ("{{ a }} {{{b}}}", ["a", "b"]), ("{a} {{}} {{1a}} {{a-b}}", []), ("{{a.b_c.d}}", ["a.b_c.d"]),
            ("{{ {{a}} }}", ["a"]), ("no end {{a", []),
        ]
    )
    func places(template: String, names: [String]) { #expect(PromptTemplate.text(template).variables == Set(names)) }

    @Test("Datasets and their records")
    func datasets() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let set = try await client.createDataset("qa-\(UUID().uuidString)", experiments: [experiment], tags: ["team": "ios"])
        #expect(set.tags["team"] == "ios")
        let records = [
            DatasetRecord(inputs: ["question": "q1"], expectations: ["expected_response": "a1"], tags: ["t": "1"]),
            DatasetRecord(inputs: ["question": "q2"]),
        ]
        #expect(try await client.add(records, toDataset: set.id) == (2, 0))
        let changed = DatasetRecord(inputs: ["question": "q1"], expectations: ["expected_response": "a2"])
        #expect(try await client.add([changed], toDataset: set.id) == (0, 1))
        let stored = try await client.records(ofDataset: set.id, pageSize: 1).all()
        #expect(stored.count == 2)
        let first = try #require(stored.first { $0.inputs["question"] == "q1" })
        #expect(first.expectations["expected_response"] == "a2" && first.tags == ["t": "1"])
        try await client.set(tags: ["b": "c"], ofDataset: set.id)
        #expect(try await client.dataset(set.id).tags["b"] == "c")
        try await client.delete(tag: "b", ofDataset: set.id)
        #expect(try await client.dataset(set.id).tags["b"] == nil)
        let other = try await client.experiment()
        try await client.add(dataset: set.id, toExperiments: [other])
        #expect(try await client.datasets(in: [other]).all().map(\.id) == [set.id])
        try await client.remove(dataset: set.id, fromExperiments: [other])
        #expect(try await client.datasets(in: [other]).all().isEmpty)
        try await client.delete(records: [try #require(first.id)], ofDataset: set.id)
        #expect(try await client.records(ofDataset: set.id).all().count == 1)
        try await client.delete(dataset: set.id)
        let gone = await failure { () async throws(MLflowError) in try await client.dataset(set.id) }
        #expect(gone?.kind == .doesNotExist)
    }

    @Test("Webhooks are made, changed, tried, listed and deleted")
    func webhooks() async throws {
        let client = try MLflowClient.current()
        let name = "hook-\(UUID().uuidString)"
        try await LoopbackServer.running({ _ in .json([:]) }) { receiver, url in
            let hook = try await client.createWebhook(
                name,
                url: url,
                events: [.promptCreated, .modelVersionTagSet],
                description: "tells",
                secret: "s3cret"
            )
            #expect(hook.events == [.promptCreated, .modelVersionTagSet] && hook.isActive && hook.description == "tells")
            let outcome = try await client.test(webhook: hook.id, event: .promptCreated)
            #expect(outcome.succeeded && outcome.status == 200)
            #expect(receiver.received.count == 1)
            let changed = try await client.update(webhook: hook.id, events: [.promptAliasCreated], isActive: false)
            #expect(changed.events == [.promptAliasCreated] && !changed.isActive && changed.url == url)
            #expect(try await client.webhook(hook.id) == changed)
            #expect(try await client.webhooks(pageSize: 1).all().contains(changed))
            try await client.delete(webhook: hook.id)
            let gone = await failure { () async throws(MLflowError) in try await client.webhook(hook.id) }
            #expect(gone?.kind == .doesNotExist)
        }
    }
}

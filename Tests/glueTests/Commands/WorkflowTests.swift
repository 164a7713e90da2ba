import Foundation
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("glue run --workflow")
struct WorkflowTests {
    private static let file = """
        workflow: pipeline
        name: report
        agents:
          writer:
            system: You write.
          editor:
            system: "You edit: well."
        stages:
          - writer
          - name: shorten
            agent: editor
            when:
              longer_than: 3
        """

    @Test("A file's workflow answers; each step is told as it ends, and the trace has all of it")
    func file() async throws {
        try await ScriptedModel.serving([.assistant("A long draft"), .assistant("Short")]) { model in
            try await TemporaryFolder.with { folder in
                try folder.write(Array(Self.file.utf8), to: "report.yaml")
                let arguments = ["run", "Write.", "--workflow", folder.path("report.yaml"), "--base-url", model]
                let outcome = try await Program.glue(arguments + ["--json", "--trace", folder.path("trace.jsonl")]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let report = try JSONValue(parsing: outcome.text)
                #expect(report["text"] == "Short")
                #expect(report["usage"]?["input_tokens"] == 20)
                #expect(report["steps"]?.array?.count == 2)
                #expect(report["trace_id"]?.string?.count == 32)
                let lines = outcome.error.split(separator: "\n")
                #expect(lines.count == 2)
                #expect(lines.first?.hasPrefix("✓ writer (writer)") == true, "\(outcome.error)")
                #expect(lines.last?.contains("10 → 5 tokens") == true)

                let spans = try TelemetryFile(bytes: folder.bytes(of: "trace.jsonl")).traces.spans
                #expect(Set(spans.map(\.traceID)).count == 1)
                let root = try #require(spans.first { $0.name == "invoke_workflow report" })
                #expect(root.attributes[Glue.Attributes.usageInputTokens] == .int(20))
            }
        }
    }

    @Test("A run that broke off goes on from its record: what was answered is not asked for again")
    func resume() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.file.utf8), to: "report.yaml")
            let record = folder.path("run.jsonl")
            @Sendable func run(_ model: String, _ more: String...) async throws -> Program.Outcome {
                try await Program.glue(
                    ["run", "Write.", "--workflow", folder.path("report.yaml"), "--base-url", model, "--record", record, "--json"] + more,
                    environment: ["OTEL_TRACES_SAMPLER": "always_off"]
                ).run()
            }
            // The model knows one answer; the second step fails.
            let broken = try await ScriptedModel.serving([.assistant("A long draft")]) { try await run($0) }
            #expect(broken.exitCode == 4, "\(broken.error)")
            #expect(broken.error.contains("in step shorten (editor)"))
            // A process that was killed leaves a piece of a line.
            try folder.write(folder.bytes(of: "run.jsonl") + Array(#"{"resourceSpans":[{"sco"#.utf8), to: "run.jsonl")

            // This model would answer the first step otherwise.
            let resumed = try await ScriptedModel.serving([.assistant("Short"), .assistant("Never asked for")]) { model in
                try await run(model, "--resume", record)
            }
            #expect(resumed.exitCode == 0, "\(resumed.error)")
            let report = try JSONValue(parsing: resumed.text)
            #expect(report["text"] == "Short")
            #expect(report["steps"]?.array?.map { $0["output"]?.string } == ["A long draft", "Short"])
            // What was paid before is a part of what the run took.
            #expect(report["usage"]?["input_tokens"] == 20)
            let spans = try TelemetryFile(bytes: folder.bytes(of: "run.jsonl")).traces.spans
            let steps = spans.filter { $0.name.hasPrefix("workflow_step") }.map {
                "\($0.name) \($0.attributes[Glue.Attributes.workflowStepResumed] != nil)"
            }
            #expect(
                steps == [
                    "workflow_step writer false", "workflow_step shorten false", "workflow_step writer true", "workflow_step shorten false",
                ]
            )
        }
    }

    @Test("A workflow is drawn without anything being called")
    func drawn() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.file.utf8), to: "report.yaml")
            let tree = try await Program.glue(["run", "--workflow", folder.path("report.yaml"), "--dry-run"]).run()
            #expect(tree.text == "report (pipeline)\n├─ writer\n└─ shorten: editor (if it is longer than 3)\n")
            let chart = try await Program.glue(["run", "--workflow", "debate", "--dry-run", "--mermaid"]).run()
            #expect(chart.text.hasPrefix("flowchart TD\n"))
            #expect(chart.exitCode == 0)
        }
    }

    @Test(
        "What is wrong with the usage is told, with exit code 2",
        arguments: [
            (["--workflow", "nope"], "there is no workflow nope"), (["--dry-run"], "--dry-run needs a --workflow"),
            (["--workflow", "debate", "--stream"], "leave --stream out"), (["--workflow", "./none.yaml"], "./none.yaml cannot be read"),
            (["--workflow", "debate", "--max-cost", "0"], "more than 0"), (["--workflow", "rag"], "describe it in a file"),
        ]
    )
    func usage(arguments: [String], message: String) async throws {
        let outcome = try await Program.glue(["run", "hi"] + arguments).run()
        #expect(outcome.exitCode == 2, "\(outcome.error)")
        #expect(outcome.error.contains(message), "\(outcome.error)")
    }
}

import Foundation
import GlueJSON
import GlueMLflow
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("With MLflow's own client in Python", .needs(.mlflow), .mlflowServer)
struct PythonTests {
    private static func python(_ script: String, _ arguments: [String]) async throws -> JSONValue {
        let server = try MLflowServerTrait.current
        var program = try Program.python(.mlflow, script: script, arguments)
        program.environment["MLFLOW_TRACKING_URI"] = server.baseURL
        program.environment["DO_NOT_TRACK"] = "true"
        program.environment["GIT_PYTHON_REFRESH"] = "quiet"
        let outcome = try await program.run()
        try #require(outcome.exitCode == 0, "\(outcome.error.suffix(2000))")
        let line = try #require(outcome.text.split(separator: "\n").last)
        return try JSONValue(parsing: String(line))
    }

    @Test("It reads what we wrote: runs, histories, artifacts, prompts, traces and judgements")
    func readsOurs() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        let run = try await client.withRun(experiment: .id(experiment), name: "ours", options: .quick) { run in
            try await run.log(params: ["model": "gpt-4o-mini", "métrique/é": "ü\n"])
            for step in 0..<5 { try await run.log("loss", 1 / Double(step + 1), step: Int64(step)) }
            try await run.log("nan", .nan)
            try await run.set(tag: "team", "search")
            try await run.log(text: "antwort", as: "outputs/answer.txt")
            return run.id
        }
        let name = "prompt-\(UUID().uuidString)"
        _ = try await client.register(prompt: name, .text("Hello {{name}}"), commitMessage: "first")
        _ = try await client.register(prompt: name, .chat([.init("user", "Hi {{name}}")]))
        try await client.set(alias: "production", of: name, to: "1")
        var random = SplitMix(seed: 11)
        let spans = TraceTests.spans(&random)
        try await TraceTests.send(spans, to: experiment)
        let trace = MLflowTrace.id(spans[0].traceID)
        try await client.assess(trace: trace, Assessment("helpful", .feedback(0.8), by: .human("ada"), rationale: "good"))
        try await client.assess(trace: trace, Assessment("wanted", .expectation(["a", "b"]), by: .human("ada")))
        try await client.link(traces: [trace], toRun: run)

        let seen = try await Self.python(
            """
            import sys, json, mlflow
            from mlflow import MlflowClient
            run_id, prompt, trace_id, experiment = sys.argv[1:]
            client = MlflowClient()
            run = client.get_run(run_id)
            history = client.get_metric_history(run_id, "loss")
            text = mlflow.artifacts.load_text(f"runs:/{run_id}/outputs/answer.txt")
            production = mlflow.genai.load_prompt(f"prompts:/{prompt}@production")
            chat = mlflow.genai.load_prompt(f"prompts:/{prompt}/2")
            trace = client.get_trace(trace_id)
            linked = mlflow.search_traces(locations=[experiment], run_id=run_id, return_type="list")
            print(json.dumps({
                "status": run.info.status, "name": run.info.run_name, "params": run.data.params, "team": run.data.tags["team"],
                "nan": str(run.data.metrics["nan"]), "loss": [[m.step, m.value] for m in history], "text": text,
                "prompt": production.format(name="Ada"), "chat": chat.format(name="Ada"), "message": production.commit_message,
                "spans": sorted(s.name for s in trace.data.spans), "state": str(trace.info.state),
                "assessments": sorted([a.name, json.dumps(a.value if hasattr(a, "value") else None), a.source.source_type] for a in trace.info.assessments),
                "linked": [t.info.trace_id for t in linked],
            }))
            """,
            [run, name, trace, experiment]
        )
        #expect(seen["status"] == "FINISHED" && seen["name"] == "ours" && seen["team"] == "search" && seen["nan"] == "nan")
        #expect(seen["params"] == ["model": "gpt-4o-mini", "métrique/é": "ü\n"])
        #expect(seen["loss"]?.array?.map { $0[1]?.number } == (0..<5).map { 1 / Double($0 + 1) })
        #expect(seen["text"] == "antwort")
        #expect(seen["prompt"] == "Hello Ada" && seen["message"] == "first")
        #expect(seen["chat"] == [["role": "user", "content": "Hi Ada"]])
        #expect(seen["spans"] == ["chat gpt-4o-mini", "invoke_agent support"])
        #expect(seen["assessments"] == [["helpful", "0.8", "HUMAN"], ["wanted", #"["a", "b"]"#, "HUMAN"]])
        #expect(seen["linked"] == [.string(trace)])
    }

    @Test("We read what it wrote: runs, histories, artifacts, prompts, traces, judgements, datasets")
    func readsTheirs() async throws {
        let client = try MLflowClient.current()
        let name = "prompt-\(UUID().uuidString)"
        let ids = try await Self.python(
            """
            import sys, json, math, mlflow
            from mlflow.entities import AssessmentSource
            mlflow.set_experiment("python-" + sys.argv[1])
            with mlflow.start_run(run_name="theirs") as run:
                mlflow.log_params({"lr": 0.1, "layers": 3})
                for step in range(5): mlflow.log_metric("loss", 1 / (step + 1), step=step)
                mlflow.log_metric("inf", math.inf); mlflow.log_metric("nan", math.nan)
                mlflow.set_tag("team", "vision")
                mlflow.log_text("antwort", "outputs/answer.txt")
                mlflow.log_dict({"a": [1, 2]}, "data.json")
                with mlflow.start_run(run_name="child", nested=True) as child:
                    mlflow.log_metric("x", 1)
            mlflow.genai.register_prompt(sys.argv[1], "Hello {{name}}", commit_message="first", tags={"t": "1"})
            mlflow.genai.register_prompt(sys.argv[1], [{"role": "system", "content": "Be {{style}}."}])
            mlflow.genai.set_prompt_alias(sys.argv[1], "production", version=1)

            @mlflow.trace(span_type="TOOL", attributes={"k": 1})
            def add(a, b): return a + b
            @mlflow.trace
            def root(x):
                mlflow.update_current_trace(tags={"tag": "v"}, metadata={"mlflow.trace.session": "s-9"})
                return add(x, 1)
            root(41)
            mlflow.flush_trace_async_logging()
            trace = mlflow.get_last_active_trace_id()
            mlflow.log_feedback(trace_id=trace, name="good", value=True, rationale="why", source=AssessmentSource("HUMAN", "bob"))
            mlflow.log_expectation(trace_id=trace, name="expected", value={"a": [1]}, source=AssessmentSource("HUMAN", "bob"))
            print(json.dumps({"run": run.info.run_id, "child": child.info.run_id, "trace": trace, "experiment": run.info.experiment_id}))
            """,
            [name]
        )
        let run = try await client.run(try #require(ids["run"]?.string))
        #expect(run.info.status == .finished && run.info.name == "theirs" && run.tags["team"] == "vision")
        #expect(run.params == ["lr": "0.1", "layers": "3"])
        #expect(run.metrics["inf"]?.value == .infinity && run.metrics["nan"]?.value.isNaN == true)
        #expect(try await client.history(of: "loss", in: run.id).all().map(\.value) == (0..<5).map { 1 / Double($0 + 1) })
        let child = try await client.run(try #require(ids["child"]?.string))
        #expect(child.tags[RunTags.parent] == run.id)
        let artifacts = try client.artifacts(of: run.info)
        #expect(try await artifacts.files().map(\.path) == ["data.json", "outputs/answer.txt"])
        #expect(try await artifacts.contents(of: "outputs/answer.txt") == Array("antwort".utf8))

        let prompt = try await client.prompt(name, alias: "production")
        #expect(
            prompt.version == 1 && prompt.template == .text("Hello {{name}}") && prompt.commitMessage == "first" && prompt.tags["t"] == "1"
        )
        #expect(try await client.prompt(name).template == .chat([.init("system", "Be {{style}}.")]))

        let trace = try await client.trace(try #require(ids["trace"]?.string))
        #expect(trace.info.state == .ok && trace.info.session == "s-9" && trace.info.tags["tag"] == "v")
        #expect(Set(trace.spans.map(\.name)) == ["root", "add"])
        let add = try #require(trace.spans.first { $0.name == "add" })
        #expect(add.attributes["mlflow.spanType"]?.string?.contains("TOOL") == true)
        #expect(add.parentSpanID == trace.spans.first { $0.name == "root" }?.spanID)
        let good = try #require(trace.info.assessments.first { $0.name == "good" })
        #expect(good.content == .feedback(true) && good.source == .human("bob") && good.rationale == "why")
        #expect(trace.info.assessments.first { $0.name == "expected" }?.content == .expectation(["a": [1]]))
    }
}

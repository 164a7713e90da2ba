import Foundation
import GlueJSON
import GlueMLflow
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

/// With the whole server: `scripts/test-full`.
@Suite("MLflow's own pages and its authentication", .needs(.pages))
struct PagesTests {
    @Test("A browser shows the run, its metrics and its trace with messages, tools, tokens and cost", .timeLimit(.minutes(5)))
    func pages() async throws {
        try await Server.mlflow { server in
            try await TemporaryFolder.with { folder in
                let demo = try await Program.glue(["demo", "--keep", folder.path("demo")]).run()
                try #require(demo.exitCode == 0, "\(demo.error)")
                // The demo's conversation has no name of its own.
                var recording = try TelemetryFile(bytes: try folder.bytes(of: "demo/trace.jsonl"))
                recording.name(conversation: "sess-lisbon")
                try folder.write(recording.bytes(.init(.jsonLines)), to: "session.jsonl")
                let trace = folder.path("session.jsonl")
                let arguments = ["mlflow", "log", trace, "--experiment", "demo", "--name", "ride", "--uri", server.baseURL, "--json"]
                let outcome = try await Program.glue(arguments).run()
                try #require(outcome.exitCode == 0, "\(outcome.error)")
                let log = try JSONValue(parsing: outcome.output)
                let experiment = try #require(log["experiment_id"]?.string)
                let run = try #require(log["run_id"]?.string)
                let id = try #require(log["traces"]?[0]?.string)
                let base = "\(server.baseURL)/#/experiments/\(experiment)"
                let words: [(page: String, texts: [String])] = [
                    ("\(base)/runs/\(run)", ["ride", "Finished", "llm.latency_seconds", "llm.model", "gpt-4o-mini"]),
                    ("\(base)/runs/\(run)/traces", ["Is this afternoon good for a ride", "667"]),
                    ("\(base)/chat-sessions/sess-lisbon", ["sess-lisbon", "Is this afternoon good for a ride"]),
                    (
                        "\(base)/traces?selectedEvaluationId=\(id)",
                        [
                            "invoke_agent planner", "chat gpt-4o-mini", "execute_tool weather", "execute_tool distance", "667 tokens",
                            "$0.00", "sess-lisbon",
                            "You plan bicycle rides in Lisbon.", "System", "User", "Assistant", "Yes: it is sunny with 21 °C",
                        ]
                    ),
                ]
                for (page, texts) in words {
                    let browser = try Program.python(.pages, script: Self.browser, [page, folder.path("page.png")] + texts)
                    let seen = try await browser.run()
                    #expect(seen.exitCode == 0, "\(page): \(seen.text) \(seen.error.suffix(500))")
                    if let kept = ProcessInfo.processInfo.environment["GLUE_SCREENSHOTS"] {
                        let name = "\(texts[0].filter(\.isLetter)).png"
                        try Data(folder.bytes(of: "page.png")).write(to: URL(fileURLWithPath: kept).appendingPathComponent(name))
                    }
                }
            }
        }
    }

    /// Opens a page, waits for texts, takes a picture, and says what is missing.
    private static let browser = """
        import sys, time
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
        page, picture, *texts = sys.argv[1:]
        options = Options()
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,2000"]:
            options.add_argument(argument)
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        try:
            driver.get(page)
            missing = texts
            for _ in range(60):
                seen = driver.find_element("tag name", "body").text
                missing = [text for text in texts if text not in seen]
                if not missing: break
                time.sleep(0.5)
            driver.save_screenshot(picture)
        finally:
            driver.quit()
        if missing: sys.exit(f"not on the page: {missing}")
        """

    @Test("A server that asks who we are lets us in with the right password, and with no other", .timeLimit(.minutes(3)))
    func authentication() async throws {
        try await TemporaryFolder.with { folder in
            let settings = """
                [mlflow]
                default_permission = READ
                database_uri = sqlite:///\(folder.path("auth.db"))
                admin_username = admin
                admin_password = s3cret-pass-99
                """
            try folder.write(Array(settings.utf8), to: "auth.ini")
            let environment = ["MLFLOW_AUTH_CONFIG_PATH": folder.path("auth.ini"), "MLFLOW_FLASK_SERVER_SECRET_KEY": "key-of-a-test"]
            try await Server.mlflow(in: folder, environment: environment, app: "basic-auth") { server in
                func client(_ credentials: MLflowCredentials) throws -> MLflowClient {
                    try MLflowClient(MLflowSettings(trackingURI: server.baseURL, credentials: credentials))
                }
                let admin = try client(.basic(user: "admin", password: "s3cret-pass-99"))
                let id = try await admin.withRun(experiment: "guarded", name: "mine", options: .quick) { run in
                    try await run.log("x", 1)
                    try await run.log(text: "hi", as: "a.txt")
                    return run.id
                }
                #expect(try await admin.run(id).info.status == .finished)
                for credentials in [MLflowCredentials.none, .basic(user: "admin", password: "nope"), .bearer("tok")] {
                    let stranger = try client(credentials)
                    let error = await failure { () async throws(MLflowError) in try await stranger.run(id) }
                    #expect(error?.kind == .unauthenticated, "\(credentials)")
                }
            }
        }
    }
}

extension TelemetryFile {
    /// Says of every step which conversation it is a part of.
    fileprivate mutating func name(conversation: String) {
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                for span in traces.resourceSpans[resource].scopeSpans[scope].spans.indices {
                    let attribute = OTLP.KeyValue(GenAI.Attributes.conversationID, .string(conversation))
                    traces.resourceSpans[resource].scopeSpans[scope].spans[span].attributes.append(attribute)
                }
            }
        }
    }
}

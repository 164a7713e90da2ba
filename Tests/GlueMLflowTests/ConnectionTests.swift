import Foundation
import GlueJSON
import GlueMLflow
import GlueRetry
import GlueTelemetry
import GlueTestSupport
import NIOCore
import Testing

@Suite("Settings, credentials and answers")
struct ConnectionTests {
    @Test("The environment's variables are those of MLflow's own client")
    func environment() throws {
        let settings = try MLflowSettings(
            environment: [
                "MLFLOW_TRACKING_URI": "https://mlflow.example.com/base/", "MLFLOW_TRACKING_USERNAME": "ada",
                "MLFLOW_TRACKING_PASSWORD": "s3cret", "MLFLOW_TRACKING_TOKEN": "tok", "MLFLOW_TRACKING_INSECURE_TLS": "true",
                "MLFLOW_TRACKING_SERVER_CERT_PATH": "/ca.pem", "MLFLOW_TRACKING_CLIENT_CERT_PATH": "/me.pem",
                "MLFLOW_HTTP_REQUEST_TIMEOUT": "7", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.5",
                "MLFLOW_WORKSPACE": "team", "MLFLOW_EXPERIMENT_NAME": "bot", "https_proxy": "http://proxy.example.com:3128",
            ]
        )
        #expect(settings.trackingURI == "https://mlflow.example.com/base/")
        #expect(settings.credentials == .basic(user: "ada", password: "s3cret"))
        #expect(settings.tls == TLSSettings(authorities: "/ca.pem", certificate: "/me.pem", key: "/me.pem"))
        #expect(settings.acceptsAnyCertificate && settings.workspace == "team")
        #expect(settings.timeout == .seconds(7) && settings.retry.maximumRetries == 2 && settings.retry.backoff.initial == .seconds(0.5))
        #expect(settings.proxy == ProxySettings(host: "proxy.example.com", port: 3128))
        #expect(try MLflowSettings(environment: ["MLFLOW_TRACKING_TOKEN": "tok"]).credentials == .bearer("tok"))
        #expect(try MLflowSettings(environment: [:]).trackingURI == "http://localhost:5000")
        #expect(settings.experiment == "bot")
        #expect(try MLflowSettings(environment: [:]).experiment == .id("0"))
        let both = ["MLFLOW_EXPERIMENT_NAME": "bot", "MLFLOW_EXPERIMENT_ID": "7"]
        #expect(try MLflowSettings(environment: both).experiment == .id("7"))
        // A password alone is nothing.
        #expect(try MLflowSettings(environment: ["MLFLOW_TRACKING_USERNAME": "ada"]).credentials == MLflowCredentials.none)
        let wrong = #expect(throws: MLflowError.self) { try MLflowSettings(environment: ["MLFLOW_HTTP_REQUEST_TIMEOUT": "soon"]) }
        #expect(wrong?.kind == .configuration && wrong?.description.contains("MLFLOW_HTTP_REQUEST_TIMEOUT") == true)
    }

    @Test("Credentials come from the file where the environment has none, and are not shown")
    func credentialsFile() async throws {
        try await TemporaryFolder.with { folder in
            let text =
                "[other]\nmlflow_tracking_username = eve\n[mlflow]\n# mine\nmlflow_tracking_username = ada\nMLFLOW_TRACKING_PASSWORD: s3cret = x\n"
            try folder.write(Array(text.utf8), to: "credentials")
            let settings = try MLflowSettings(environment: [:], credentialsFile: folder.path("credentials"))
            #expect(settings.credentials == .basic(user: "ada", password: "s3cret = x"))
            #expect(!"\(settings.credentials)".contains("s3cret") && !"\(settings)".contains("s3cret"))
            let mixed = try MLflowSettings(environment: ["MLFLOW_TRACKING_USERNAME": "bob"], credentialsFile: folder.path("credentials"))
            #expect(mixed.credentials == .basic(user: "bob", password: "s3cret = x"))
        }
    }

    @Test(
        "Addresses that are none are refused, without what is secret in them",
        arguments: ["", "mlruns", "ftp://x", "http://u:s3cret@h:5000", "databricks"]
    )
    func addresses(uri: String) {
        let error = #expect(throws: MLflowError.self) { try MLflowClient(MLflowSettings(trackingURI: uri)) }
        #expect(error?.kind == .configuration && error?.description.contains("s3cret") == false)
    }

    @Test("Credentials go along, and who is not let in learns what to set")
    func authorization() async throws {
        let page = "You are not authenticated. Please see https://www.mlflow.org/docs"
        try await LoopbackServer.running({ $0 == 0 ? .json(["experiment": ["experiment_id": "0"]]) : .bytes(Array(page.utf8), status: 401) }
        ) { server, url in
            var settings = MLflowSettings(trackingURI: url, credentials: .basic(user: "ada", password: "s3cret"), workspace: "team")
            settings.retry.maximumRetries = 0
            let client = try MLflowClient(settings)
            _ = try await client.experiment("0")
            let request = try #require(server.received.first)
            #expect(request["Authorization"] == "Basic YWRhOnMzY3JldA==")
            #expect(request["X-MLFLOW-WORKSPACE"] == "team")
            let error = await failure { () async throws(MLflowError) in try await client.experiment("0") }
            #expect(error?.kind == .unauthenticated && error?.status == 401)
            #expect(
                error?.description.contains("MLFLOW_TRACKING_USERNAME") == true && error?.description.contains("not authenticated") == true
            )
        }
    }

    @Test(
        "Answers that are none of MLflow's are errors that say what came",
        arguments: [
            ("<!doctype html><title>Login</title>", 200, MLflowError.Kind.unexpectedAnswer), ("{}", 200, .unexpectedAnswer),
            ("[1", 200, .unexpectedAnswer), ("Permission denied", 403, .permissionDenied), ("<html>404</html>", 404, .unsupported),
            (#"{"detail": "Experiment ID must be a valid integer."}"#, 400, .invalidRequest), ("", 500, .serverError),
            (#"{"error_code": "RESOURCE_EXHAUSTED", "message": "slow down"}"#, 429, .rateLimited), ("", 503, .unavailable),
            (#"{"error_code": "NOT_IMPLEMENTED"}"#, 501, .unsupported), (#"{"error_code": "X", "message": 5}"#, 400, .invalidRequest),
        ]
    )
    func answers(text: String, status: Int, kind: MLflowError.Kind) async throws {
        try await LoopbackServer.running({ _ in .bytes(Array(text.utf8), status: status) }) { _, url in
            let client = try MLflowClient.at(url, retries: 1)
            let error = await failure { () async throws(MLflowError) in try await client.experiment("0") }
            #expect(error?.kind == kind, "\(error?.description ?? "")")
            #expect(error?.operation == "experiments/get")
        }
    }

    @Test("What may pass is tried again as often as the settings say, what MLflow itself calls wrong is not")
    func retries() async throws {
        let replies: [LoopbackServer.Reply] = [
            .bytes([], status: 503), .bytes([], status: 408),
            .json(["error_code": "RESOURCE_EXHAUSTED"], status: 429, headers: ["Retry-After": "0"]),
            .bytes([], status: 500), .json(["experiment": ["experiment_id": "7"]]),
        ]
        try await LoopbackServer.running({ replies[min($0, 4)] }) { server, url in
            let experiment = try await MLflowClient.at(url).experiment("7")
            #expect(experiment.id == "7")
            #expect(server.received.count == 5)
        }
        let internalError: LoopbackServer.Reply = .json(["error_code": "INTERNAL_ERROR", "message": "broke"], status: 500)
        try await LoopbackServer.running({ _ in internalError }) { server, url in
            let client = try MLflowClient.at(url)
            let error = await failure { () async throws(MLflowError) in try await client.experiment("7") }
            #expect(error?.kind == .serverError && server.received.count == 1)
        }
        try await LoopbackServer.running({ _ in .bytes([], status: 503) }) { server, url in
            let client = try MLflowClient.at(url, retries: 2)
            let error = await failure { () async throws(MLflowError) in try await client.experiment("7") }
            #expect(error?.kind == .unavailable && server.received.count == 3)
        }
    }

    @Test("A server that does not answer is given up in time, and a cancelled call closes its connection")
    func stalls() async throws {
        let closed = Latch()
        try await LoopbackServer.running({ _ in .stall(closed: { closed.open() }) }) { server, url in
            var settings = MLflowSettings(trackingURI: url, timeout: .milliseconds(200), retry: MLflowRetry(maximumRetries: 0))
            let client = try MLflowClient(settings)
            let late = await failure { () async throws(MLflowError) in try await client.experiment("0") }
            #expect(late?.kind == .timeout)
            await closed.wait()
            settings.timeout = .seconds(60)
            let patient = try MLflowClient(settings)
            let task = Task { await failure { () async throws(MLflowError) in try await patient.experiment("0") } }
            while server.received.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
        }
        let nobody = try MLflowClient.at("http://127.0.0.1:9", retries: 1)
        let refused = await failure { () async throws(MLflowError) in try await nobody.experiment("0") }
        #expect(refused?.kind == .connection)
    }

    @Test("A redirect is not followed, with credentials least of all")
    func redirect() async throws {
        try await LoopbackServer.running({ _ in .json([:], status: 302, headers: ["Location": "http://evil.example.com/?token=s3cret"]) }) {
            server,
            url in
            let client = try MLflowClient.at(url)
            let error = await failure { () async throws(MLflowError) in try await client.experiment("0") }
            #expect(error?.kind == .unexpectedAnswer && error?.description.contains("evil.example.com") == true)
            #expect(server.received.count == 1)
        }
    }

    @Test("Paths of artifacts that lead out of their folder are not taken from a server")
    func lyingServer() async throws {
        let run = #"{"run":{"info":{"run_id":"r","experiment_id":"1","artifact_uri":"mlflow-artifacts:/1/r/artifacts"}}}"#
        for path in ["../../etc/passwd", "/etc/passwd", "a/../../b"] {
            let files = #"{"files":[{"path":"\#(path)","is_dir":false,"file_size":1}]}"#
            try await LoopbackServer.running({ .bytes(Array(($0 == 0 ? run : files).utf8)) }) { _, url in
                let client = try MLflowClient.at(url)
                let artifacts = try await client.artifacts(ofRun: "r")
                let error = await failure { () async throws(MLflowError) in try await artifacts.download(to: "/tmp/nowhere") }
                #expect(error?.kind == .unexpectedAnswer && error?.description.contains("leads out") == true)
            }
        }
    }
}

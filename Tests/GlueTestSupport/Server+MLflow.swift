extension Server {
    /// A real MLflow server without its pages, with an empty store of its own.
    public static func mlflow<Result: Sendable>(_ body: @Sendable (Server) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.with { folder in try await mlflow(in: folder, body) }
    }

    /// As ``mlflow(_:)``, with what an earlier one left in the folder.
    ///
    /// With `scripts/test-full` it is the whole server, with its pages.
    ///
    /// - Parameters:
    ///   - port: Nil for any that is free.
    ///   - environment: Beside what the server needs.
    ///   - app: The name of an extension, such as `basic-auth`; the whole server alone has any.
    public static func mlflow<Result: Sendable>(
        in folder: TemporaryFolder,
        port: Int? = nil,
        environment: [String: String] = [:],
        app: String? = nil,
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
        let store = "sqlite:///" + folder.path("mlflow.db")
        let artifacts = environment["_MLFLOW_SERVER_ARTIFACT_DESTINATION"] ?? folder.path("artifacts")
        let whole = PythonEnvironment.pages.interpreter
        return try await running(
            { port in
                var program: Program
                if let whole {
                    var arguments = ["-m", "mlflow", "server", "--workers", "1", "--host", "127.0.0.1", "--port", String(port)]
                    arguments += ["--backend-store-uri", store, "--artifacts-destination", artifacts]
                    if let app { arguments += ["--app-name", app] }
                    program = Program(whole, arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
                } else {
                    program = try Program.python(.mlflow, script: script, [String(port)])
                }
                let needed = [
                    "_MLFLOW_SERVER_FILE_STORE": store,
                    "_MLFLOW_SERVER_REGISTRY_STORE": store,
                    "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
                    "_MLFLOW_SERVER_ARTIFACT_DESTINATION": artifacts,
                    "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
                    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
                    "DO_NOT_TRACK": "true",
                    // Webhooks of tests go to loopback.
                    "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https",
                    "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
                    // Else the first look-up of a cost waits for a network that is not there.
                    "MLFLOW_MODEL_CATALOG_URI": "",
                ]
                // The whole server sets the first five itself, by its arguments.
                let own = whole == nil ? needed : needed.filter { !$0.key.hasPrefix("_") }
                program.environment.merge(own.merging(environment) { $1 }, uniquingKeysWith: { _, new in new })
                return program
            },
            on: port,
            readyWhen: "/health"
        ) { server in
            // Both stores make their tables on first use, and not well for several at once.
            for path in ["/api/2.0/mlflow/experiments/get?experiment_id=0", "/api/2.0/mlflow/registered-models/search"] {
                _ = try await server.get(path)
            }
            return try await body(server)
        }
    }

    private static let script = """
        import sys, uvicorn
        uvicorn.run("mlflow.server.fastapi_app:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
        """
}

extension Server {
    /// A real MLflow server without its pages, with an empty store of its own.
    public static func mlflow<Result: Sendable>(_ body: @Sendable (Server) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.with { folder in try await mlflow(in: folder, body) }
    }

    /// As ``mlflow(_:)``, with what an earlier one left in the folder.
    ///
    /// - Parameter port: Nil for any that is free.
    public static func mlflow<Result: Sendable>(
        in folder: TemporaryFolder,
        port: Int? = nil,
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
            let store = "sqlite:///" + folder.path("mlflow.db")
            return try await running(
                { port in
                    var program = try Program.python(.mlflow, script: script, [String(port)])
                    program.environment.merge(
                        [
                            "_MLFLOW_SERVER_FILE_STORE": store,
                            "_MLFLOW_SERVER_REGISTRY_STORE": store,
                            "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
                            "_MLFLOW_SERVER_ARTIFACT_DESTINATION": folder.path("artifacts"),
                            "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
                            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
                            "DO_NOT_TRACK": "true",
                            // Webhooks of tests go to loopback.
                            "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https",
                            "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
                            // Else the first look-up of a cost waits for a network that is not there.
                            "MLFLOW_MODEL_CATALOG_URI": "",
                        ],
                        uniquingKeysWith: { _, new in new }
                    )
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

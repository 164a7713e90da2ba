extension Server {
    /// A real MLflow server without its pages, with an empty store of its own.
    public static func mlflow<Result: Sendable>(_ body: @Sendable (Server) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.with { folder in
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
                            // Else the first look-up of a cost waits for a network that is not there.
                            "MLFLOW_MODEL_CATALOG_URI": "",
                        ],
                        uniquingKeysWith: { _, new in new }
                    )
                    return program
                },
                readyWhen: "/health",
                body
            )
        }
    }

    private static let script = """
        import sys, uvicorn
        uvicorn.run("mlflow.server.fastapi_app:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
        """
}

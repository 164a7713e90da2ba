import ArgumentParser

/// What has to do with an MLflow server.
struct MLflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mlflow",
        abstract: "Log recordings to an MLflow server, and send what waits for it.",
        discussion: """
            The server and who you are come from MLflow's own variables: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME and \
            _PASSWORD or MLFLOW_TRACKING_TOKEN, and the file ~/.mlflow/credentials.

            Examples:
              glue mlflow log session.jsonl --experiment support-bot
              glue mlflow sync
            """,
        subcommands: [MLflowLogCommand.self, MLflowSyncCommand.self]
    )
}

public import Logging

/// A client of an MLflow tracking server, by its REST API.
///
/// ```swift
/// let mlflow = try MLflowClient()  // as MLFLOW_TRACKING_URI and its kin say
/// let experiment = try await mlflow.experimentID(named: "support-bot")
/// let run = try await mlflow.createRun(in: experiment, name: "nightly")
/// try await mlflow.log(metrics: [Metric("loss", 0.25, step: 1)], params: ["model": "gpt-4o-mini"], to: run.id)
/// try await mlflow.update(run: run.id, status: .finished)
/// ```
/// For code that logs while it works, ``withRun(experiment:name:tags:options:isolation:_:)`` does all of it, and loses nothing while the
/// server is away.
///
/// What the server could not keep as it was written is refused here, with a ``MLflowError`` that names field and limit: the
/// server itself answers 200 to much of it and stores something else.
///
/// Source: MLflow 3.17, REST API.
public struct MLflowClient: Sendable {
    public let settings: MLflowSettings
    let connection: MLflowConnection
    let logger: Logger

    /// - Parameter settings: By default as the environment says.
    /// - Throws: ``MLflowError/Kind/configuration`` where the settings name no server, or files that cannot be read.
    public init(_ settings: MLflowSettings, logger: Logger = Logger(label: "gluellm.mlflow")) throws(MLflowError) {
        self.settings = settings
        self.logger = logger
        connection = try MLflowConnection(settings)
    }

    /// A client as the environment says, see ``MLflowSettings/init(environment:)``.
    public init(logger: Logger = Logger(label: "gluellm.mlflow")) throws(MLflowError) {
        try self.init(try MLflowSettings.fromEnvironment(), logger: logger)
    }

    /// Sends a request and gives its answer's fields.
    func call(_ request: MLflowRequest) async throws(MLflowError) -> AnswerFields {
        AnswerFields(try await connection.json(request), of: request.operation)
    }
}

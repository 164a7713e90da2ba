/// Names that MLflow reads beside those of the conventions.
///
/// Source: MLflow 3.17, `mlflow.tracing.constant` and its translation of OpenTelemetry spans.
public enum MLflowNames {
    public static let spanType = "mlflow.spanType"
    public static let spanInputs = "mlflow.spanInputs"
    public static let spanOutputs = "mlflow.spanOutputs"
    public static let chatTools = "mlflow.chat.tools"
    /// A JSON object of `input_cost`, `output_cost` and `total_cost` in US dollars.
    public static let cost = "mlflow.llm.cost"
    public static let traceName = "mlflow.traceTag.mlflow.traceName"
    /// The header that says which experiment a trace belongs to.
    public static let experimentHeader = "x-mlflow-experiment-id"

    /// Values of ``spanType``.
    public enum SpanTypes {
        public static let agent = "AGENT"
        public static let chain = "CHAIN"
        public static let chatModel = "CHAT_MODEL"
        public static let embedding = "EMBEDDING"
        public static let guardrail = "GUARDRAIL"
        public static let retriever = "RETRIEVER"
        public static let tool = "TOOL"
    }
}

/// Names that Phoenix reads beside those of the conventions and of ``OpenInference``.
public enum PhoenixNames {
    public static let reasoningTokens = "llm.token_count.completion_details.reasoning"
    public static let totalCost = "llm.cost.total"
    /// The header that says which project a trace belongs to.
    public static let projectHeader = "x-project-name"
}

/// Names of the conventions' session and user, which both read.
public enum SessionNames {
    public static let sessionID = "session.id"
    public static let userID = "user.id"
}

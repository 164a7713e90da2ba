/// Names of the stable HTTP, server, URL and error conventions, as far as a client span needs them.
///
/// Source: OpenTelemetry semantic conventions 1.44, "HTTP client span".
public enum HTTP {
    public enum Attributes {
        public static let requestMethod = "http.request.method"
        /// Which resend of the request an attempt is, from 1; absent on the first attempt.
        public static let requestResendCount = "http.request.resend_count"
        public static let requestBodySize = "http.request.body.size"
        public static let responseStatusCode = "http.response.status_code"
        public static let responseBodySize = "http.response.body.size"
        /// What a header's lower-case name is added to; the value is a list of texts.
        public static let responseHeaderPrefix = "http.response.header."
        public static let urlFull = "url.full"
        public static let urlScheme = "url.scheme"
        public static let serverAddress = "server.address"
        public static let serverPort = "server.port"
        public static let networkProtocolName = "network.protocol.name"
        public static let networkProtocolVersion = "network.protocol.version"
    }
}

/// Names by which a failure is told.
public enum ErrorNames {
    /// A low-cardinality name of the failure; never set on success.
    public static let type = "error.type"
    /// The value of ``type`` for a failure without a better name.
    public static let other = "_OTHER"

    public static let exceptionEvent = "exception"
    public static let exceptionType = "exception.type"
    public static let exceptionMessage = "exception.message"
}

/// Names of OpenInference by which MLflow and Phoenix draw agents, tools and workflows.
///
/// Not for spans of model calls: there MLflow would show these instead of the conversation.
public enum OpenInference {
    public static let spanKind = "openinference.span.kind"
    public static let inputValue = "input.value"
    public static let inputMimeType = "input.mime_type"
    public static let outputValue = "output.value"
    public static let outputMimeType = "output.mime_type"

    /// Values of ``spanKind``.
    public enum Kinds {
        public static let agent = "AGENT"
        public static let chain = "CHAIN"
        public static let embedding = "EMBEDDING"
        public static let model = "LLM"
        public static let tool = "TOOL"
        public static let guardrail = "GUARDRAIL"
        public static let retriever = "RETRIEVER"
    }

    /// Values of ``inputMimeType`` and ``outputMimeType``.
    public enum MimeTypes {
        public static let json = "application/json"
        public static let text = "text/plain"
    }
}

import GlueJSON
public import GlueOTLP

/// A trace as MLflow keeps it.
public struct MLflowTrace: Sendable, Hashable {
    public var info: TraceInfo
    public var spans: [OTLP.Span]

    init(_ fields: AnswerFields) throws(MLflowError) {
        info = try TraceInfo(fields.object("trace_info"))
        spans = try fields.list("spans") { OTLP.Span(mlflow: $0.json) }
    }

    /// The id of a trace as MLflow writes it: `tr-` and 32 hexadecimal digits. One that has the form already stays.
    public static func id(_ trace: String) -> String { trace.hasPrefix("tr-") || trace.count != 32 ? trace : "tr-\(trace)" }

    public static func id(_ trace: OTLP.TraceID) -> String { "tr-\(trace)" }
}

/// What a trace is, without its spans.
public struct TraceInfo: Sendable, Hashable {
    /// Such as `tr-` and 32 hexadecimal digits.
    public var id: String
    /// Nil where it is kept elsewhere than in an experiment.
    public var experimentID: String?
    public var state: TraceState
    /// When it began, as RFC 3339 writes it.
    public var requestTime: String
    /// Nil while it runs.
    public var duration: Duration?
    /// The beginnings of what was asked and answered.
    public var requestPreview: String?
    public var responsePreview: String?
    public var clientRequestID: String?
    /// What cannot be changed: the session, the user, tokens and cost among it.
    public var metadata: [String: String]
    public var tags: [String: String]
    public var assessments: [Assessment]

    init(_ fields: AnswerFields) throws(MLflowError) {
        id = try fields.required("trace_id")
        experimentID = fields.part("trace_location").part("mlflow_experiment").text("experiment_id")
        state = TraceState(rawValue: fields.text("state") ?? "") ?? .unspecified
        requestTime = fields.text("request_time") ?? ""
        duration = fields.text("execution_duration").flatMap(Self.duration)
        requestPreview = fields.text("request_preview")
        responsePreview = fields.text("response_preview")
        clientRequestID = fields.text("client_request_id")
        metadata = fields.map("trace_metadata")
        tags = fields.map("tags")
        assessments = try fields.list("assessments", Assessment.init)
    }

    /// `1.500s`, as protobuf writes a duration in JSON.
    private static func duration(_ text: String) -> Duration? {
        guard text.hasSuffix("s") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        // Digit by digit: 1.05 is no double.
        guard parts.count <= 2, let seconds = Int64(parts[0]) else { return nil }
        let digits = parts.count == 2 ? parts[1].prefix(9) : ""
        guard let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.count)) else { return nil }
        return .seconds(seconds) + .nanoseconds(parts[0].hasPrefix("-") ? -fraction : fraction)
    }

    public var session: String? { metadata["mlflow.trace.session"] }
    public var user: String? { metadata["mlflow.trace.user"] }
    /// The run that it was made by.
    public var sourceRun: String? { metadata["mlflow.sourceRun"] }
}

public enum TraceState: String, Sendable, Hashable {
    case ok = "OK"
    case error = "ERROR"
    case inProgress = "IN_PROGRESS"
    case unspecified = "STATE_UNSPECIFIED"
}

import GlueJSON

/// A model that was logged: of code, of weights, or an agent of which traces and metrics are collected.
public struct LoggedModel: Sendable, Hashable {
    public var id: String
    public var experimentID: String
    public var name: String
    public var status: LoggedModelStatus
    public var statusMessage: String?
    /// Such as `agent`.
    public var type: String?
    public var runID: String?
    public var artifactURI: String
    public var created: MLflowTime?
    public var updated: MLflowTime?
    public var tags: [String: String]
    public var params: [String: String]
    public var metrics: [Metric]

    init(_ fields: AnswerFields) throws(MLflowError) {
        let info = try fields.object("info")
        id = try info.required("model_id")
        experimentID = try info.required("experiment_id")
        name = info.text("name") ?? ""
        status = LoggedModelStatus(rawValue: info.text("status") ?? "") ?? .unknown
        statusMessage = info.text("status_message")
        type = info.text("model_type")
        runID = info.text("source_run_id")
        artifactURI = info.text("artifact_uri") ?? ""
        created = info.time("creation_timestamp_ms")
        updated = info.time("last_updated_timestamp_ms")
        tags = info.pairs("tags")
        params = fields.part("data").pairs("params")
        metrics = try fields.part("data").list("metrics", Metric.init)
    }
}

public enum LoggedModelStatus: String, Sendable, Hashable {
    case pending = "LOGGED_MODEL_PENDING"
    case ready = "LOGGED_MODEL_READY"
    case failed = "LOGGED_MODEL_UPLOAD_FAILED"
    /// What a newer server says and this version does not know; it cannot be set.
    case unknown = "LOGGED_MODEL_STATUS_UNSPECIFIED"
}

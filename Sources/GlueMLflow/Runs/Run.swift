import GlueJSON

/// A run with what was logged to it.
public struct Run: Sendable, Hashable {
    public var info: RunInfo
    /// The last point of each metric: that of the greatest step, then of the latest time.
    public var metrics: [String: Metric]
    public var params: [String: String]
    public var tags: [String: String]
    public var datasets: [DatasetInput]
    /// The ids of the logged models that went in and came out.
    public var inputModels: [String]
    public var outputModels: [String]

    public var id: String { info.id }

    init(_ fields: AnswerFields) throws(MLflowError) {
        info = try RunInfo(fields.object("info"))
        let data = fields.part("data")
        metrics = [:]
        for metric in try data.list("metrics", Metric.init) { metrics[metric.key] = metric }
        params = data.pairs("params")
        tags = data.pairs("tags")
        datasets = try fields.part("inputs").list("dataset_inputs", DatasetInput.init)
        inputModels = try fields.part("inputs").list("model_inputs") { (model) throws(MLflowError) in try model.required("model_id") }
        outputModels = try fields.part("outputs").list("model_outputs") { (model) throws(MLflowError) in try model.required("model_id") }
    }
}

/// What a run is, without what was logged to it.
public struct RunInfo: Sendable, Hashable {
    public var id: String
    public var name: String
    public var experimentID: String
    public var status: RunStatus
    public var start: MLflowTime
    /// Nil while it runs.
    public var end: MLflowTime?
    /// Where its files are, such as `mlflow-artifacts:/1/…/artifacts`.
    public var artifactURI: String
    public var isDeleted: Bool

    init(_ fields: AnswerFields) throws(MLflowError) {
        // Older servers have the second alone.
        if let id = fields.text("run_id") { self.id = id } else { id = try fields.required("run_uuid") }
        name = fields.text("run_name") ?? ""
        experimentID = try fields.required("experiment_id")
        status = RunStatus(rawValue: fields.text("status") ?? "") ?? .unknown
        start = fields.time("start_time") ?? MLflowTime(milliseconds: 0)
        end = fields.time("end_time")
        artifactURI = fields.text("artifact_uri") ?? ""
        isDeleted = fields.text("lifecycle_stage") == "deleted"
    }
}

/// How far a run has come.
///
/// The server answers 200 to any other word, and leaves the run as it is.
public enum RunStatus: String, Sendable, Hashable {
    case running = "RUNNING"
    case scheduled = "SCHEDULED"
    case finished = "FINISHED"
    case failed = "FAILED"
    case killed = "KILLED"
    /// What a newer server says and this version does not know; it cannot be set.
    case unknown = "UNKNOWN"
}

/// Which of several are meant.
public enum LifecycleView: String, Sendable, Hashable {
    case active = "ACTIVE_ONLY"
    case deleted = "DELETED_ONLY"
    case all = "ALL"
}

/// A dataset among the inputs of a run.
public struct DatasetInput: Sendable, Hashable {
    public var name: String
    /// What tells versions of the data apart.
    public var digest: String
    /// Such as `local` or `http`.
    public var sourceType: String
    /// Where the data are: a text that the source type says how to read, JSON by habit.
    public var source: String
    public var schema: String?
    public var profile: String?
    /// What it was used for is the tag `mlflow.data.context`, such as `eval`.
    public var tags: [String: String]

    public init(
        name: String,
        digest: String,
        sourceType: String,
        source: String,
        schema: String? = nil,
        profile: String? = nil,
        tags: [String: String] = [:]
    ) {
        self.name = name
        self.digest = digest
        self.sourceType = sourceType
        self.source = source
        self.schema = schema
        self.profile = profile
        self.tags = tags
    }

    init(_ fields: AnswerFields) throws(MLflowError) {
        let dataset = try fields.object("dataset")
        self.init(
            name: try dataset.required("name"),
            digest: try dataset.required("digest"),
            sourceType: dataset.text("source_type") ?? "",
            source: dataset.text("source") ?? "",
            schema: dataset.text("schema"),
            profile: dataset.text("profile"),
            tags: fields.pairs("tags")
        )
    }

    func check() throws(MLflowError) {
        try Metric.DatasetReference(name: name, digest: digest).check()
        try Checked.text(source, MLflowLimits.datasetSource, "the source of the dataset \"\(name)\"")
        try Checked.text(schema ?? "", MLflowLimits.datasetSchema, "the schema of the dataset \"\(name)\"")
        try Checked.text(profile ?? "", MLflowLimits.datasetProfile, "the profile of the dataset \"\(name)\"")
        for (key, value) in tags {
            try Checked.text(key, MLflowLimits.inputTagKey, "the key of a tag of the dataset \"\(name)\"")
            try Checked.text(value, MLflowLimits.inputTagValue, "the tag \"\(key)\" of the dataset \"\(name)\"")
        }
    }

    var json: JSONValue {
        .object(
            .of([
                "tags": .pairs(tags),
                "dataset": .object(
                    .of([
                        "name": .string(name), "digest": .string(digest), "source_type": .string(sourceType),
                        "source": .string(source), "schema": .text(schema), "profile": .text(profile),
                    ])
                ),
            ])
        )
    }
}

/// A model of the registry, of which there are versions.
public struct RegisteredModel: Sendable, Hashable {
    public var name: String
    public var description: String
    public var created: MLflowTime?
    public var updated: MLflowTime?
    public var tags: [String: String]
    /// The versions by their aliases.
    public var aliases: [String: String]
    public var latestVersions: [ModelVersion]

    init(_ fields: AnswerFields) throws(MLflowError) {
        name = try fields.required("name")
        description = fields.text("description") ?? ""
        created = fields.time("creation_timestamp")
        updated = fields.time("last_updated_timestamp")
        tags = fields.pairs("tags")
        aliases = [:]
        for alias in try fields.list("aliases", { $0 }) { aliases[try alias.required("alias")] = try alias.required("version") }
        latestVersions = try fields.list("latest_versions", ModelVersion.init)
    }
}

/// A version of a registered model.
public struct ModelVersion: Sendable, Hashable {
    public var name: String
    /// A number, as a text.
    public var version: String
    public var description: String
    public var created: MLflowTime?
    public var updated: MLflowTime?
    /// Where it came from, such as `runs:/…/model`.
    public var source: String
    public var runID: String?
    public var modelID: String?
    /// The older way to say what a version is for; aliases replace it.
    public var stage: String
    /// Such as `READY`.
    public var status: String
    public var statusMessage: String?
    public var tags: [String: String]
    public var aliases: [String]

    init(_ fields: AnswerFields) throws(MLflowError) {
        name = try fields.required("name")
        version = try fields.required("version")
        description = fields.text("description") ?? ""
        created = fields.time("creation_timestamp")
        updated = fields.time("last_updated_timestamp")
        source = fields.text("source") ?? ""
        runID = fields.text("run_id").flatMap { $0.isEmpty ? nil : $0 }
        modelID = fields.text("model_id").flatMap { $0.isEmpty ? nil : $0 }
        stage = fields.text("current_stage") ?? "None"
        status = fields.text("status") ?? ""
        statusMessage = fields.text("status_message")
        tags = fields.pairs("tags")
        aliases = fields.texts("aliases")
    }
}

/// What runs and traces belong to.
public struct Experiment: Sendable, Hashable {
    public var id: String
    public var name: String
    public var artifactLocation: String
    public var isDeleted: Bool
    public var created: MLflowTime?
    public var updated: MLflowTime?
    public var tags: [String: String]

    init(_ fields: AnswerFields) throws(MLflowError) {
        id = try fields.required("experiment_id")
        name = fields.text("name") ?? ""
        artifactLocation = fields.text("artifact_location") ?? ""
        isDeleted = fields.text("lifecycle_stage") == "deleted"
        created = fields.time("creation_time")
        updated = fields.time("last_update_time")
        tags = fields.pairs("tags")
    }
}

import GlueJSON
import NIOHTTP1

extension MLflowClient {
    /// Makes a version of a registered model.
    ///
    /// - Parameter source: Where it comes from, such as `runs:/RUN/model` or `models:/MODEL_ID`.
    public func createModelVersion(
        of name: String,
        source: String,
        run: String? = nil,
        modelID: String? = nil,
        description: String? = nil,
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> ModelVersion {
        try Checked.modelName(name)
        try Checked.tags(tags, limit: MLflowLimits.registryTagValue)
        let body: JSONObject = .of([
            "name": .string(name), "source": .string(source), "run_id": .text(run), "model_id": .text(modelID),
            "description": .text(description), "tags": .pairs(tags),
        ])
        return try ModelVersion(await call(.post("model-versions/create", body)).object("model_version"))
    }

    public func modelVersion(_ version: String, of name: String) async throws(MLflowError) -> ModelVersion {
        try ModelVersion(await call(.get("model-versions/get", ["name": name, "version": version])).object("model_version"))
    }

    /// The version that an alias means.
    ///
    /// - Throws: ``MLflowError/Kind/doesNotExist`` where the model has no such alias; the server calls that an invalid request.
    public func modelVersion(alias: String, of name: String) async throws(MLflowError) -> ModelVersion {
        do {
            return try ModelVersion(await call(.get("registered-models/alias", ["name": name, "alias": alias])).object("model_version"))
        } catch  where error.kind == .invalidRequest {
            var error = error
            error.kind = .doesNotExist
            throw error
        }
    }

    /// The versions that a filter takes, such as `name = 'support'`.
    public func modelVersions(filter: String? = nil, order: [String] = [], pageSize: Int = 1000) -> Pages<ModelVersion> {
        Pages { (token) throws(MLflowError) in
            let answer = try await call(Self.search("model-versions/search", filter, order, min(pageSize, 200_000), token))
            return (try answer.list("model_versions", ModelVersion.init), answer.nextPage)
        }
    }

    /// The latest version of a registered model in each stage.
    public func latestVersions(of name: String, stages: [String] = []) async throws(MLflowError) -> [ModelVersion] {
        let body: JSONObject = .of(["name": .string(name), "stages": stages.isEmpty ? nil : .texts(stages)])
        return try await call(.post("registered-models/get-latest-versions", body)).list("model_versions", ModelVersion.init)
    }

    @discardableResult
    public func describe(modelVersion version: String, of name: String, as description: String) async throws(MLflowError) -> ModelVersion {
        let body: JSONObject = ["name": .string(name), "version": .string(version), "description": .string(description)]
        return try ModelVersion(await call(.send(.PATCH, "model-versions/update", body)).object("model_version"))
    }

    /// Moves a version to a stage: `Staging`, `Production`, `Archived` or `None`.
    @discardableResult
    public func move(
        modelVersion version: String,
        of name: String,
        to stage: String,
        archivingOthers: Bool = false
    ) async throws(MLflowError) -> ModelVersion {
        let body: JSONObject = [
            "name": .string(name), "version": .string(version), "stage": .string(stage),
            "archive_existing_versions": .bool(archivingOthers),
        ]
        return try ModelVersion(await call(.post("model-versions/transition-stage", body)).object("model_version"))
    }

    /// Where the files of a version are.
    public func downloadURI(ofModelVersion version: String, of name: String) async throws(MLflowError) -> String {
        try await call(.get("model-versions/get-download-uri", ["name": name, "version": version])).required("artifact_uri")
    }

    public func delete(modelVersion version: String, of name: String) async throws(MLflowError) {
        _ = try await call(.send(.DELETE, "model-versions/delete", ["name": .string(name), "version": .string(version)]))
    }

    public func set(tag key: String, _ value: String, ofModelVersion version: String, of name: String) async throws(MLflowError) {
        try Checked.tag(key, value, limit: MLflowLimits.registryTagValue)
        let body: JSONObject = ["name": .string(name), "version": .string(version), "key": .string(key), "value": .string(value)]
        _ = try await call(.post("model-versions/set-tag", body))
    }

    public func delete(tag key: String, ofModelVersion version: String, of name: String) async throws(MLflowError) {
        let body: JSONObject = ["name": .string(name), "version": .string(version), "key": .string(key)]
        _ = try await call(.send(.DELETE, "model-versions/delete-tag", body))
    }
}

import GlueJSON
import GlueTelemetry
import NIOHTTP1

extension MLflowClient {
    public func createDataset(
        _ name: String,
        experiments: [String] = [],
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> EvaluationDataset {
        try Checked.text(name, MLflowLimits.datasetName, "the name of the dataset")
        let body: JSONObject = .of([
            "name": .string(name), "experiment_ids": .texts(experiments), "tags": tags.isEmpty ? nil : Self.datasetTags(tags),
        ])
        return try EvaluationDataset(await call(.post("datasets/create", version: .v3, body)).object("dataset"))
    }

    public func dataset(_ id: String) async throws(MLflowError) -> EvaluationDataset {
        try EvaluationDataset(await call(.get(Self.datasetPath(id), version: .v3)).object("dataset"))
    }

    public func datasets(in experiments: [String] = [], filter: String? = nil, pageSize: Int = 100) -> Pages<EvaluationDataset> {
        Pages { (token) throws(MLflowError) in
            let body: JSONObject = .of([
                "experiment_ids": .texts(experiments), "filter_string": .text(filter), "max_results": .integer(Int64(max(pageSize, 1))),
                "page_token": .text(token),
            ])
            let answer = try await call(.post("datasets/search", version: .v3, body))
            return (try answer.list("datasets", EvaluationDataset.init), answer.nextPage)
        }
    }

    public func delete(dataset id: String) async throws(MLflowError) {
        _ = try await call(MLflowRequest(.DELETE, Self.datasetPath(id), version: .v3))
    }

    /// Adds cases; one with the inputs of another replaces its expectations.
    ///
    /// - Returns: How many were added and how many changed.
    @discardableResult
    public func add(_ records: [DatasetRecord], toDataset id: String) async throws(MLflowError) -> (added: Int, changed: Int) {
        // The server wants a list within a text.
        let text = JSONValue.array(records.map(\.json)).text()
        let answer = try await call(.post("\(Self.datasetPath(id))/records", version: .v3, ["records": .string(text)]))
        return (Int(answer.integer("inserted_count") ?? 0), Int(answer.integer("updated_count") ?? 0))
    }

    public func records(ofDataset id: String, pageSize: Int = 1000) -> Pages<DatasetRecord> {
        Pages { (token) throws(MLflowError) in
            let request = MLflowRequest.get(
                "\(Self.datasetPath(id))/records",
                version: .v3,
                ["max_results": String(max(pageSize, 1)), "page_token": token]
            )
            let answer = try await call(request)
            let records = try? answer.text("records").map { try JSONValue(parsing: $0) }
            guard let records else { return ([], answer.nextPage) }
            return ((records.array ?? []).map { DatasetRecord(AnswerFields($0, of: request.operation)) }, answer.nextPage)
        }
    }

    public func delete(records: [String], ofDataset id: String) async throws(MLflowError) {
        let body: JSONObject = ["dataset_record_ids": .texts(records)]
        _ = try await call(.send(.DELETE, "\(Self.datasetPath(id))/records", version: .v3, body))
    }

    public func set(tags: [String: String], ofDataset id: String) async throws(MLflowError) {
        _ = try await call(.send(.PATCH, "\(Self.datasetPath(id))/tags", version: .v3, ["tags": Self.datasetTags(tags)]))
    }

    public func delete(tag key: String, ofDataset id: String) async throws(MLflowError) {
        _ = try await call(MLflowRequest(.DELETE, "\(Self.datasetPath(id))/tags/\(PercentCoding.component(key))", version: .v3))
    }

    public func add(dataset id: String, toExperiments experiments: [String]) async throws(MLflowError) {
        _ = try await call(.post("\(Self.datasetPath(id))/add-experiments", version: .v3, ["experiment_ids": .texts(experiments)]))
    }

    public func remove(dataset id: String, fromExperiments experiments: [String]) async throws(MLflowError) {
        _ = try await call(.post("\(Self.datasetPath(id))/remove-experiments", version: .v3, ["experiment_ids": .texts(experiments)]))
    }

    private static func datasetPath(_ id: String) -> String { "datasets/\(PercentCoding.component(id))" }

    private static func datasetTags(_ tags: [String: String]) -> JSONValue {
        .string(JSONValue.object(JSONObject(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })).text())
    }
}

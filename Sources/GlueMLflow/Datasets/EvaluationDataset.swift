public import GlueJSON

/// A dataset of cases that agents are evaluated with.
public struct EvaluationDataset: Sendable, Hashable {
    public var id: String
    public var name: String
    public var digest: String
    public var tags: [String: String]
    public var experiments: [String]
    public var created: MLflowTime?
    public var updated: MLflowTime?

    init(_ fields: AnswerFields) throws(MLflowError) {
        id = try fields.required("dataset_id")
        name = fields.text("name") ?? ""
        digest = fields.text("digest") ?? ""
        tags = [:]
        // A JSON object within a text.
        for (key, value) in fields.text("tags").flatMap({ try? JSONValue(parsing: $0) })?.object ?? [:] {
            tags[key] = value.string ?? value.text()
        }
        experiments = fields.texts("experiment_ids")
        created = fields.time("created_time")
        updated = fields.time("last_update_time")
    }
}

/// A case of an evaluation dataset.
public struct DatasetRecord: Sendable, Hashable {
    /// Given by the server.
    public var id: String?
    public var inputs: JSONObject
    public var expectations: JSONObject
    public var tags: [String: String]
    /// The trace that it was made from.
    public var sourceTrace: String?

    public init(inputs: JSONObject, expectations: JSONObject = [:], tags: [String: String] = [:], sourceTrace: String? = nil) {
        self.inputs = inputs
        self.expectations = expectations
        self.tags = tags
        self.sourceTrace = sourceTrace
    }

    init(_ fields: AnswerFields) {
        self.init(
            inputs: fields.json["inputs"]?.object ?? [:],
            expectations: fields.json["expectations"]?.object ?? [:],
            tags: fields.map("tags"),
            sourceTrace: fields.json["source"]?["source_data"]?["trace_id"]?.string
        )
        id = fields.text("dataset_record_id")
    }

    var json: JSONValue {
        let source: JSONValue? = sourceTrace.map {
            ["source_type": "TRACE", "source_data": ["trace_id": .string(MLflowTrace.id($0))]]
        }
        return .object(
            .of([
                "inputs": .object(inputs), "expectations": expectations.isEmpty ? nil : .object(expectations),
                "tags": tags.isEmpty ? nil : .object(JSONObject(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                "source": source,
            ])
        )
    }
}

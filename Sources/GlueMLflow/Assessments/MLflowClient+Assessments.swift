import GlueJSON
import GlueTelemetry
import NIOHTTP1

extension MLflowClient {
    /// Puts a judgement to a trace.
    ///
    /// ```swift
    /// try await mlflow.assess(trace: id, Assessment("helpful", .feedback(0.8), by: .human("ada@example.com"), rationale: "short"))
    /// ```
    @discardableResult
    public func assess(trace id: String, _ assessment: Assessment) async throws(MLflowError) -> Assessment {
        try assessment.check()
        let request = MLflowRequest.post("\(Self.path(id))/assessments", version: .v3, ["assessment": .object(assessment.json)])
        return try Assessment(await call(request).object("assessment"))
    }

    public func assessment(_ id: String, ofTrace trace: String) async throws(MLflowError) -> Assessment {
        try Assessment(await call(.get(Self.path(id, trace), version: .v3)).object("assessment"))
    }

    /// Changes a judgement; nil leaves as it is.
    @discardableResult
    public func update(
        assessment id: String,
        ofTrace trace: String,
        content: Assessment.Content? = nil,
        rationale: String? = nil,
        metadata: [String: String]? = nil
    ) async throws(MLflowError) -> Assessment {
        var json: JSONObject = ["assessment_id": .string(id), "trace_id": .string(MLflowTrace.id(trace))]
        var changed: [String] = []
        func set(_ member: String, _ value: JSONValue) {
            json[member] = value
            changed.append(member)
        }
        if let content {
            let (member, value) = Assessment("", content, by: .code("")).contentJSON
            set(member, value)
        }
        if let rationale { set("rationale", .string(rationale)) }
        if let metadata { set("metadata", .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))) }
        // Field names go into a mask in the form of JSON's members.
        let body: JSONObject = ["assessment": .object(json), "update_mask": .string(changed.joined(separator: ","))]
        return try Assessment(await call(.send(.PATCH, Self.path(id, trace), version: .v3, body)).object("assessment"))
    }

    public func delete(assessment id: String, ofTrace trace: String) async throws(MLflowError) {
        _ = try await call(MLflowRequest(.DELETE, Self.path(id, trace), version: .v3))
    }

    private static func path(_ id: String, _ trace: String) -> String { "\(path(trace))/assessments/\(PercentCoding.component(id))" }
}

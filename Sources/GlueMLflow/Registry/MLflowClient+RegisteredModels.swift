import GlueJSON
import NIOHTTP1

extension MLflowClient {
    public func createRegisteredModel(
        _ name: String,
        description: String? = nil,
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> RegisteredModel {
        try Checked.modelName(name)
        try Checked.tags(tags, limit: MLflowLimits.registryTagValue)
        let body: JSONObject = .of(["name": .string(name), "description": .text(description), "tags": .pairs(tags)])
        return try RegisteredModel(await call(.post("registered-models/create", body)).object("registered_model"))
    }

    public func registeredModel(_ name: String) async throws(MLflowError) -> RegisteredModel {
        try RegisteredModel(await call(.get("registered-models/get", ["name": name])).object("registered_model"))
    }

    /// The registered models that a filter takes, such as `name LIKE 'support%'`.
    public func registeredModels(filter: String? = nil, order: [String] = [], pageSize: Int = 100) -> Pages<RegisteredModel> {
        Pages { (token) throws(MLflowError) in
            let answer = try await call(Self.search("registered-models/search", filter, order, min(pageSize, 1000), token))
            return (try answer.list("registered_models", RegisteredModel.init), answer.nextPage)
        }
    }

    @discardableResult
    public func rename(registeredModel name: String, to newName: String) async throws(MLflowError) -> RegisteredModel {
        try Checked.modelName(newName)
        let body: JSONObject = ["name": .string(name), "new_name": .string(newName)]
        return try RegisteredModel(await call(.post("registered-models/rename", body)).object("registered_model"))
    }

    @discardableResult
    public func describe(registeredModel name: String, as description: String) async throws(MLflowError) -> RegisteredModel {
        let body: JSONObject = ["name": .string(name), "description": .string(description)]
        return try RegisteredModel(await call(.send(.PATCH, "registered-models/update", body)).object("registered_model"))
    }

    /// Deletes a registered model with its versions, for good.
    public func delete(registeredModel name: String) async throws(MLflowError) {
        _ = try await call(.send(.DELETE, "registered-models/delete", ["name": .string(name)]))
    }

    public func set(tag key: String, _ value: String, ofRegisteredModel name: String) async throws(MLflowError) {
        try Checked.tag(key, value, limit: MLflowLimits.registryTagValue)
        _ = try await call(.post("registered-models/set-tag", ["name": .string(name), "key": .string(key), "value": .string(value)]))
    }

    public func delete(tag key: String, ofRegisteredModel name: String) async throws(MLflowError) {
        _ = try await call(.send(.DELETE, "registered-models/delete-tag", ["name": .string(name), "key": .string(key)]))
    }

    /// Lets an alias mean a version, whatever it meant before.
    public func set(alias: String, of name: String, to version: String) async throws(MLflowError) {
        try Checked.alias(alias)
        let body: JSONObject = ["name": .string(name), "alias": .string(alias), "version": .string(version)]
        _ = try await call(.post("registered-models/alias", body))
    }

    public func delete(alias: String, of name: String) async throws(MLflowError) {
        _ = try await call(.send(.DELETE, "registered-models/alias", ["name": .string(name), "alias": .string(alias)]))
    }

    static func search(_ operation: String, _ filter: String?, _ order: [String], _ pageSize: Int, _ token: String?) -> MLflowRequest {
        var request = MLflowRequest.get(
            operation,
            ["filter": filter, "max_results": String(max(pageSize, 1)), "page_token": token]
        )
        request.query += order.map { ("order_by", $0) }
        return request
    }
}

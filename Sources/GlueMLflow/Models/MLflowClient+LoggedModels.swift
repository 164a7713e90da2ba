import GlueJSON
import GlueTelemetry
import NIOHTTP1

extension MLflowClient {
    /// Begins a logged model, to be ended with ``finalize(loggedModel:as:)``.
    public func createLoggedModel(
        in experiment: String,
        name: String? = nil,
        type: String? = nil,
        run: String? = nil,
        params: [String: String] = [:],
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> LoggedModel {
        for (key, value) in params { try Checked.param(key, value) }
        try Checked.tags(tags)
        let body: JSONObject = .of([
            "experiment_id": .string(experiment), "name": .text(name), "model_type": .text(type), "source_run_id": .text(run),
            "params": .pairs(params), "tags": .pairs(tags),
        ])
        return try LoggedModel(await call(.post("logged-models", body)).object("model"))
    }

    @discardableResult
    public func finalize(loggedModel id: String, as status: LoggedModelStatus = .ready) async throws(MLflowError) -> LoggedModel {
        guard status == .ready || status == .failed else { throw Checked.unstorable("a logged model ends as ready or failed") }
        let body: JSONObject = ["model_id": .string(id), "status": .string(status.rawValue)]
        return try LoggedModel(await call(.send(.PATCH, Self.modelPath(id), body)).object("model"))
    }

    public func loggedModel(_ id: String) async throws(MLflowError) -> LoggedModel {
        try LoggedModel(await call(.get(Self.modelPath(id))).object("model"))
    }

    public func delete(loggedModel id: String) async throws(MLflowError) { _ = try await call(MLflowRequest(.DELETE, Self.modelPath(id))) }

    /// The logged models of experiments that a filter takes, such as `name = 'agent-v1'`.
    public func loggedModels(in experiments: [String], filter: String? = nil, pageSize: Int = 50) -> Pages<LoggedModel> {
        Pages { (token) throws(MLflowError) in
            let body: JSONObject = .of([
                "experiment_ids": .texts(experiments), "filter": .text(filter), "max_results": .integer(Int64(max(pageSize, 1))),
                "page_token": .text(token),
            ])
            let answer = try await call(.post("logged-models/search", body))
            return (try answer.list("models", LoggedModel.init), answer.nextPage)
        }
    }

    public func set(tags: [String: String], ofLoggedModel id: String) async throws(MLflowError) {
        try Checked.tags(tags)
        _ = try await call(.send(.PATCH, "\(Self.modelPath(id))/tags", .of(["model_id": .string(id), "tags": .pairs(tags)])))
    }

    public func delete(tag key: String, ofLoggedModel id: String) async throws(MLflowError) {
        _ = try await call(MLflowRequest(.DELETE, "\(Self.modelPath(id))/tags/\(PercentCoding.component(key))"))
    }

    public func log(params: [String: String], toLoggedModel id: String) async throws(MLflowError) {
        for (key, value) in params { try Checked.param(key, value) }
        _ = try await call(.post("\(Self.modelPath(id))/params", .of(["model_id": .string(id), "params": .pairs(params)])))
    }

    private static func modelPath(_ id: String) -> String { "logged-models/\(PercentCoding.component(id))" }
}

import GlueJSON

extension MLflowClient {
    /// Begins a run.
    ///
    /// - Parameters:
    ///   - experiment: The experiment's id.
    ///   - name: Nil for one that the server makes up.
    ///   - parent: The id of the run that this one is a part of.
    public func createRun(
        in experiment: String,
        name: String? = nil,
        tags: [String: String] = [:],
        parent: String? = nil,
        start: MLflowTime = .now
    ) async throws(MLflowError) -> Run {
        var tags = tags
        tags[RunTags.parent] = parent ?? tags[RunTags.parent]
        try Checked.tags(tags)
        if let name { try Checked.text(name, MLflowLimits.key, "the name of the run") }
        let body: JSONObject = .of([
            "experiment_id": .string(experiment), "run_name": .text(name), "start_time": start.json, "tags": .pairs(tags),
        ])
        return try Run(await call(.post("runs/create", body)).object("run"))
    }

    public func run(_ id: String) async throws(MLflowError) -> Run {
        try Run(await call(.get("runs/get", ["run_id": id])).object("run"))
    }

    /// Changes what a run is; nil leaves as it is.
    ///
    /// - Parameter end: When it ended; by default now, where the status is one of an end.
    @discardableResult
    public func update(run id: String, status: RunStatus? = nil, end: MLflowTime? = nil, name: String? = nil) async throws(MLflowError)
        -> RunInfo
    {
        guard status != .unknown else { throw Checked.unstorable("a run cannot be set to a status that MLflow does not know") }
        if let name { try Checked.text(name, MLflowLimits.key, "the name of the run") }
        let hasEnded = status == .finished || status == .failed || status == .killed
        let body: JSONObject = .of([
            "run_id": .string(id), "status": .text(status?.rawValue), "end_time": (end ?? (hasEnded ? .now : nil))?.json,
            "run_name": .text(name),
        ])
        return try RunInfo(await call(.post("runs/update", body)).object("run_info"))
    }

    /// Deletes a run, so that it can be restored.
    public func delete(run id: String) async throws(MLflowError) { _ = try await call(.post("runs/delete", ["run_id": .string(id)])) }

    public func restore(run id: String) async throws(MLflowError) { _ = try await call(.post("runs/restore", ["run_id": .string(id)])) }

    /// The runs of experiments that a filter takes, such as `params.model = 'gpt-4o' and metrics.loss < 1`.
    ///
    /// - Parameters:
    ///   - order: Such as `metrics.loss ASC`; by default the latest first.
    ///   - pageSize: How many are fetched at a time, at most 50,000.
    public func runs(
        in experiments: [String],
        filter: String? = nil,
        order: [String] = [],
        view: LifecycleView = .active,
        pageSize: Int = 1000
    ) -> Pages<Run> {
        Pages { (token) throws(MLflowError) in
            let body: JSONObject = .of([
                "experiment_ids": .texts(experiments), "filter": .text(filter), "run_view_type": .string(view.rawValue),
                "max_results": .integer(Int64(min(max(pageSize, 1), MLflowLimits.runsPage))),
                "order_by": order.isEmpty ? nil : .texts(order), "page_token": .text(token),
            ])
            let answer = try await call(.post("runs/search", body))
            return (try answer.list("runs", Run.init), answer.nextPage)
        }
    }
}

/// Tags that MLflow's pages know.
///
/// Source: MLflow 3.17, `mlflow.utils.mlflow_tags`.
public enum RunTags {
    public static let parent = "mlflow.parentRunId"
    public static let name = "mlflow.runName"
    /// A text in Markdown that describes the run.
    public static let note = "mlflow.note.content"
    public static let user = "mlflow.user"
    public static let sourceName = "mlflow.source.name"
    public static let sourceType = "mlflow.source.type"
    public static let gitCommit = "mlflow.source.git.commit"
    public static let autologging = "mlflow.autologging"
}

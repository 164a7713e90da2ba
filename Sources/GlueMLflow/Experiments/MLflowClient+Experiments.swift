import GlueJSON

extension MLflowClient {
    /// The id of the experiment of this name, which is made where there is none.
    ///
    /// - Throws: ``MLflowError/Kind/doesNotExist`` where it was deleted.
    public func experimentID(named name: String) async throws(MLflowError) -> String {
        if let experiment = try await experiment(named: name) { return try Self.active(experiment) }
        do {
            return try await createExperiment(name)
        } catch  where error.kind == .alreadyExists {
            // Somebody else was quicker.
            guard let experiment = try await experiment(named: name) else { throw error }
            return try Self.active(experiment)
        }
    }

    private static func active(_ experiment: Experiment) throws(MLflowError) -> String {
        guard !experiment.isDeleted else {
            throw MLflowError(.doesNotExist, "the experiment \"\(experiment.name)\" was deleted; restore it or take another name")
        }
        return experiment.id
    }

    /// - Returns: Its id.
    public func createExperiment(
        _ name: String,
        artifactLocation: String? = nil,
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> String {
        try Checked.experimentName(name)
        try Checked.tags(tags, limit: MLflowLimits.experimentTagValue)
        let body: JSONObject = .of(["name": .string(name), "artifact_location": .text(artifactLocation), "tags": .pairs(tags)])
        return try await call(.post("experiments/create", body)).required("experiment_id")
    }

    public func experiment(_ id: String) async throws(MLflowError) -> Experiment {
        try Experiment(await call(.get("experiments/get", ["experiment_id": id])).object("experiment"))
    }

    /// Nil where there is none of this name.
    public func experiment(named name: String) async throws(MLflowError) -> Experiment? {
        do {
            return try Experiment(await call(.get("experiments/get-by-name", ["experiment_name": name])).object("experiment"))
        } catch  where error.kind == .doesNotExist {
            return nil
        }
    }

    /// The experiments that a filter takes, such as `name LIKE 'support%'`.
    public func experiments(
        filter: String? = nil,
        order: [String] = [],
        view: LifecycleView = .active,
        pageSize: Int = 1000
    ) -> Pages<Experiment> {
        Pages { (token) throws(MLflowError) in
            let body: JSONObject = .of([
                "max_results": .integer(Int64(min(max(pageSize, 1), MLflowLimits.runsPage))), "filter": .text(filter),
                "order_by": order.isEmpty ? nil : .texts(order), "view_type": .string(view.rawValue), "page_token": .text(token),
            ])
            let answer = try await call(.post("experiments/search", body))
            return (try answer.list("experiments", Experiment.init), answer.nextPage)
        }
    }

    public func rename(experiment id: String, to name: String) async throws(MLflowError) {
        try Checked.experimentName(name)
        _ = try await call(.post("experiments/update", ["experiment_id": .string(id), "new_name": .string(name)]))
    }

    /// Deletes an experiment with its runs, so that it can be restored.
    public func delete(experiment id: String) async throws(MLflowError) {
        _ = try await call(.post("experiments/delete", ["experiment_id": .string(id)]))
    }

    public func restore(experiment id: String) async throws(MLflowError) {
        _ = try await call(.post("experiments/restore", ["experiment_id": .string(id)]))
    }

    public func set(tag key: String, _ value: String, ofExperiment id: String) async throws(MLflowError) {
        try Checked.tag(key, value, limit: MLflowLimits.experimentTagValue)
        let body: JSONObject = ["experiment_id": .string(id), "key": .string(key), "value": .string(value)]
        _ = try await call(.post("experiments/set-experiment-tag", body))
    }

    public func delete(tag key: String, ofExperiment id: String) async throws(MLflowError) {
        _ = try await call(.post("experiments/delete-experiment-tag", ["experiment_id": .string(id), "key": .string(key)]))
    }
}

import GlueJSON

extension MLflowClient {
    /// Logs any number of metrics, params and tags, in as few requests as the server's limits allow.
    ///
    /// Everything is checked before anything is sent. One request is stored whole or not at all; of several, those before one that
    /// fails are stored.
    ///
    /// - Throws: ``MLflowError/Kind/paramConflict(key:stored:new:)`` where a param has another value already.
    public func log(
        metrics: [Metric] = [],
        params: [String: String] = [:],
        tags: [String: String] = [:],
        to run: String
    ) async throws(MLflowError) {
        var entries: [RunEntry] = []
        for (key, value) in params.sorted(by: { $0.key < $1.key }) { entries.append(try RunEntry(param: key, value)) }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) { entries.append(try RunEntry(tag: key, value)) }
        for metric in metrics { entries.append(try RunEntry(metric)) }
        var rest = entries[...]
        while !rest.isEmpty {
            var body = LogBatchBody(run: run)
            while let entry = rest.first, body.add(entry) { rest.removeFirst() }
            do {
                _ = try await call(body.request)
            } catch  where error.kind == .invalidRequest && body.hasParams {
                throw await conflict(params, in: run) ?? error
            }
        }
    }

    /// Logs one point.
    public func log(_ metric: Metric, to run: String) async throws(MLflowError) {
        try metric.check()
        let body: JSONObject = .of([
            "run_id": .string(run), "key": .string(metric.key), "value": MetricValue.json(metric.value),
            "timestamp": metric.time.json, "step": .integer(metric.step), "model_id": .text(metric.modelID),
            "dataset_name": .text(metric.dataset?.name), "dataset_digest": .text(metric.dataset?.digest),
        ])
        _ = try await call(.post("runs/log-metric", body))
    }

    /// Logs one param; the same value again is fine.
    public func log(param key: String, _ value: String, to run: String) async throws(MLflowError) {
        try Checked.param(key, value)
        do {
            _ = try await call(.post("runs/log-parameter", ["run_id": .string(run), "key": .string(key), "value": .string(value)]))
        } catch  where error.kind == .invalidRequest {
            throw await conflict([key: value], in: run) ?? error
        }
    }

    public func set(tag key: String, _ value: String, of run: String) async throws(MLflowError) {
        try Checked.tag(key, value)
        _ = try await call(.post("runs/set-tag", ["run_id": .string(run), "key": .string(key), "value": .string(value)]))
    }

    public func delete(tag key: String, of run: String) async throws(MLflowError) {
        _ = try await call(.post("runs/delete-tag", ["run_id": .string(run), "key": .string(key)]))
    }

    /// All points of a metric, by step, then by time.
    ///
    /// - Parameter pageSize: How many are fetched at a time.
    public func history(of key: String, in run: String, pageSize: Int = 25_000) -> Pages<Metric> {
        Pages { (token) throws(MLflowError) in
            let answer = try await call(
                .get(
                    "metrics/get-history",
                    ["run_id": run, "metric_key": key, "max_results": String(max(pageSize, 1)), "page_token": token]
                )
            )
            return (try answer.list("metrics", Metric.init), answer.nextPage)
        }
    }

    /// Points of a metric of several runs: at most as many for each as asked for, evenly chosen.
    ///
    /// - Parameter steps: Between which steps; nil for all.
    public func history(
        of key: String,
        in runs: [String],
        steps: ClosedRange<Int32>? = nil,
        points: Int = 320
    ) async throws(MLflowError) -> [String: [Metric]] {
        var request = MLflowRequest.get(
            "metrics/get-history-bulk-interval",
            [
                "metric_key": key, "start_step": steps.map { String($0.lowerBound) }, "end_step": steps.map { String($0.upperBound) },
                "max_results": String(points),
            ]
        )
        request.query += runs.map { ("run_ids", $0) }
        var histories: [String: [Metric]] = [:]
        for point in try await call(request).list("metrics", { $0 }) {
            histories[try point.required("run_id"), default: []].append(try Metric(point))
        }
        return histories
    }

    /// Tells which data went into a run.
    public func log(datasets: [DatasetInput], models: [String] = [], to run: String) async throws(MLflowError) {
        for dataset in datasets { try dataset.check() }
        let body: JSONObject = .of([
            "run_id": .string(run), "datasets": .array(datasets.map(\.json)),
            "models": models.isEmpty ? nil : .array(models.map { ["model_id": .string($0)] }),
        ])
        _ = try await call(.post("runs/log-inputs", body))
    }

    /// Tells which logged models came out of a run, and at which step.
    public func log(outputs: [String: Int64], to run: String) async throws(MLflowError) {
        let models = outputs.sorted { $0.key < $1.key }.map { ["model_id": .string($0.key), "step": .integer($0.value)] as JSONValue }
        _ = try await call(.post("runs/outputs", ["run_id": .string(run), "models": .array(models)]))
    }

    /// The first of these params that has another value already. The server says so in words alone.
    func conflict(_ params: [String: String], in id: String) async -> MLflowError? {
        guard let stored = try? await run(id).params else { return nil }
        for (key, value) in params.sorted(by: { $0.key < $1.key }) {
            if let old = stored[key], old != value { return .conflict(key, stored: old, new: value) }
        }
        return nil
    }
}

extension MLflowError {
    static func conflict(_ key: String, stored: String, new: String) -> MLflowError {
        let advice = "params cannot be changed; use a tag, or a run of its own"
        return MLflowError(
            .paramConflict(key: key, stored: stored, new: new),
            "the param \"\(key)\" is \"\(stored.prefix(100))\" already and cannot become \"\(new.prefix(100))\"; \(advice)"
        )
    }
}

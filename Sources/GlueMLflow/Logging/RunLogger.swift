import GlueTelemetry
import Synchronization

/// What a run's code logs with.
///
/// Entries are checked, put into the spool, and sent in the background, in order. Who logs faster than the server takes waits.
public final class RunLogger: Sendable {
    public let info: RunInfo
    public let client: MLflowClient
    let spool: RunSpool
    let options: RunOptions
    /// What was logged: they cannot be changed.
    private let params: Mutex<[String: String]>

    init(_ run: Run, _ client: MLflowClient, spool: RunSpool, options: RunOptions) {
        info = run.info
        self.client = client
        self.spool = spool
        self.options = options
        params = Mutex(run.params)
    }

    public var id: String { info.id }

    /// How many entries the server does not have yet, of this run and of those that share its spool.
    public var waiting: Int { spool.count }

    /// Logs a point.
    ///
    /// - Throws: ``MLflowError/Kind/unstorable``, and ``MLflowError/Kind/unsent`` where there is no room in time.
    public func log(_ key: String, _ value: Double, step: Int64 = 0, time: MLflowTime = .now) async throws(MLflowError) {
        try await log(Metric(key, value, step: step, time: time))
    }

    /// Logs points of one step.
    public func log(metrics: [String: Double], step: Int64 = 0, time: MLflowTime = .now) async throws(MLflowError) {
        var entries: [RunEntry] = []
        for (key, value) in metrics.sorted(by: { $0.key < $1.key }) {
            entries.append(try RunEntry(Metric(key, value, step: step, time: time)))
        }
        for entry in entries { try await append(entry) }
    }

    public func log(_ metric: Metric) async throws(MLflowError) { try await append(try RunEntry(metric)) }

    /// Logs a param; the same value again is fine.
    ///
    /// - Throws: ``MLflowError/Kind/paramConflict(key:stored:new:)`` where it has another value already.
    public func log(param key: String, _ value: String) async throws(MLflowError) {
        let entry = try RunEntry(param: key, value)
        let stored = params.withLock { params in
            defer { if params[key] == nil { params[key] = value } }
            return params[key]
        }
        guard let stored else { return try await append(entry) }
        guard stored == value else { throw .conflict(key, stored: stored, new: value) }
    }

    /// Logs params: all or, where one is wrong, none.
    public func log(params: [String: String]) async throws(MLflowError) {
        let sorted = params.sorted { $0.key < $1.key }
        for (key, value) in sorted {
            try Checked.param(key, value)
            if let stored = self.params.withLock({ $0[key] }), stored != value { throw .conflict(key, stored: stored, new: value) }
        }
        for (key, value) in sorted { try await log(param: key, value) }
    }

    public func set(tag key: String, _ value: String) async throws(MLflowError) { try await append(try RunEntry(tag: key, value)) }

    public func set(tags: [String: String]) async throws(MLflowError) {
        try Checked.tags(tags)
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) { try await set(tag: key, value) }
    }

    /// The files of the run.
    public var artifacts: ArtifactStore { get throws(MLflowError) { try client.artifacts(of: info) } }

    /// Uploads a file at once.
    @discardableResult
    public func log(artifact file: String, to folder: String? = nil) async throws(MLflowError) -> String {
        try await artifacts.upload(file, to: folder)
    }

    /// Uploads a text as a file at once.
    public func log(text: String, as path: String) async throws(MLflowError) { try await artifacts.upload(text: text, as: path) }

    /// Tells at once which data went into the run.
    public func log(datasets: [DatasetInput]) async throws(MLflowError) { try await client.log(datasets: datasets, to: id) }

    /// Links traces to the run at once.
    public func link(traces: [String]) async throws(MLflowError) { try await client.link(traces: traces, toKnownRun: id) }

    /// Waits until the server has all that was logged so far.
    ///
    /// - Returns: Whether it has, within the limit.
    @discardableResult
    public func flush(within limit: Duration = .seconds(30)) async -> Bool {
        spool.wakeForFlush()
        return await withDeadline(limit, clock: ContinuousClock()) { [spool] in await spool.settled() } ?? false
    }

    /// Puts an entry into the spool at once.
    func put(_ entry: RunEntry) throws(MLflowError) { try spool.place(entry, of: id) }

    func append(_ entry: RunEntry) async throws(MLflowError) {
        try await spool.append(entry, of: id, within: options.fullTimeout)
    }
}

import Foundation
import GlueTelemetry

extension MLflowClient {
    /// Logs a run for as long as its body takes.
    ///
    /// ```swift
    /// try await mlflow.withRun(experiment: "support-bot", name: "nightly") { run in
    ///     try await run.log(params: ["model": "gpt-4o-mini"])
    ///     for (epoch, loss) in losses.enumerated() { try await run.log("loss", loss, step: Int64(epoch)) }
    ///     try await run.log(artifact: "report.html")
    /// }
    /// ```
    /// The run ends as ``RunStatus/finished`` where the body returns, as ``RunStatus/killed`` where it is cancelled, as
    /// ``RunStatus/failed`` where it throws. While the server is away, entries wait in the spool and who logs goes on. Those that
    /// the server does not have at the end stay in the spool's folder, and are sent by the next process that logs a run to the
    /// same server; in memory they are lost, and an error says so.
    ///
    /// - Parameters:
    ///   - experiment: Made where there is none of its name; nil for that of the settings.
    ///   - name: Nil for one that the server makes up.
    /// - Throws: What the body throws; ``MLflowError`` where the run cannot be begun, or where entries were refused or lost.
    public func withRun<Result>(
        experiment: ExperimentReference? = nil,
        name: String? = nil,
        tags: [String: String] = [:],
        options: RunOptions = RunOptions(),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RunLogger) async throws -> Result
    ) async throws -> Result {
        let experiment = try await id(of: experiment ?? settings.experiment)
        let run = try await createRun(in: experiment, name: name, tags: Self.ownTags.merging(tags) { $1 })
        return try await log(run, options, isolation: isolation, body)
    }

    /// Logs further to a run that there is.
    public func withRun<Result>(
        resuming id: String,
        options: RunOptions = RunOptions(),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RunLogger) async throws -> Result
    ) async throws -> Result {
        try await update(run: id, status: .running)
        return try await log(try await run(id), options, isolation: isolation, body)
    }

    private static var ownTags: [String: String] {
        var tags = [RunTags.sourceType: "LOCAL"]
        tags[RunTags.user] = ProcessInfo.processInfo.environment["USER"].flatMap { $0.isEmpty ? nil : $0 }
        tags[RunTags.sourceName] = CommandLine.arguments.first?.split(separator: "/").last.map(String.init)
        return tags
    }

    private func log<Result>(
        _ run: Run,
        _ options: RunOptions,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RunLogger) async throws -> Result
    ) async throws -> Result {
        let session = RunSession(self, options)
        session.begin(run.id)
        let logger = RunLogger(run, self, spool: session.spool, options: options)
        return try await withTaskGroup(of: Void.self, isolation: isolation) { group in
            group.addTask { await session.run() }
            let outcome = await withTaskGroup(of: Void.self, isolation: isolation) { beside in
                if let interval = options.systemMetrics { beside.addTask { await SystemMetrics(every: interval).log(to: logger) } }
                defer { beside.cancelAll() }
                return await logger.outcome(isolation: isolation, body)
            }
            await session.finish(within: options.endTimeout)
            group.cancelAll()
            return outcome
        }.get(session)
    }
}

extension RunLogger {
    /// Logs a run that is a part of this one, such as one fold of several. It shares the spool.
    public func withRun<Result>(
        name: String? = nil,
        tags: [String: String] = [:],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RunLogger) async throws -> Result
    ) async throws -> Result {
        let run = try await client.createRun(in: info.experimentID, name: name, tags: tags, parent: id)
        let logger = RunLogger(run, client, spool: spool, options: options)
        return try await logger.outcome(isolation: isolation, body).result.get()
    }

    /// What came of a run's body.
    struct Outcome<Result> {
        var result: Swift.Result<Result, any Error>
        /// Why the end itself could not be logged.
        var failure: MLflowError?
    }

    /// Runs the body and logs how it ended.
    func outcome<Result>(isolation: isolated (any Actor)? = #isolation, _ body: (RunLogger) async throws -> Result) async -> Outcome<Result>
    {
        let result: Swift.Result<Result, any Error>
        let status: RunStatus
        do {
            result = .success(try await body(self))
            status = Task.isCancelled ? .killed : .finished
        } catch {
            result = .failure(error)
            status = error is CancellationError || Task.isCancelled || (error as? MLflowError)?.kind == .cancelled ? .killed : .failed
        }
        do throws(MLflowError) {
            // Also where there is no room: this entry is the one that must not be missing.
            try spool.place(RunEntry(end: status, at: .now), of: id)
            return Outcome(result: result)
        } catch {
            return Outcome(result: result, failure: error)
        }
    }
}

extension RunLogger.Outcome {
    /// The body's result, unless entries were refused or lost.
    fileprivate func get(_ session: RunSession) throws -> Result {
        let value = try result.get()
        if let failure { throw failure }
        try session.check()
        return value
    }
}

import Foundation
public import GlueTelemetry

/// How a run is logged.
public struct RunOptions: Sendable {
    /// Where entries wait until the server has them.
    public var spool: SpoolSettings
    /// How long an entry waits for others to go along.
    public var interval: Duration
    /// How long the end of the run waits until the server has everything.
    public var endTimeout: Duration
    /// How long who logs waits for room, before an error says that there is none.
    public var fullTimeout: Duration
    /// How often processor and memory are measured; nil for never.
    public var systemMetrics: Duration?
    /// What becomes of a run whose entries the server refused, in part.
    public var rejections: Rejections

    public enum Rejections: Sendable, Hashable {
        /// ``MLflowClient/withRun(experiment:name:tags:options:isolation:_:)`` throws at the end.
        case failure
        /// The log tells.
        case logged
    }

    public init(
        spool: SpoolSettings = .automatic,
        interval: Duration = .seconds(1),
        endTimeout: Duration = .seconds(30),
        fullTimeout: Duration = .seconds(30),
        systemMetrics: Duration? = nil,
        rejections: Rejections = .failure
    ) {
        self.spool = spool
        self.interval = interval
        self.endTimeout = endTimeout
        self.fullTimeout = fullTimeout
        self.systemMetrics = systemMetrics
        self.rejections = rejections
    }
}

/// Where entries of runs wait until the server has them.
public struct SpoolSettings: Sendable, Hashable {
    /// The folder; nil for in memory, where they do not outlive the process.
    ///
    /// Each server has a folder of its own in it. What a process left there that was killed is sent by the next one.
    public var path: String?
    /// How many bytes may wait; some 180 bytes a point.
    public var bytes: Int
    /// When what is written is brought onto the disk.
    public var sync: SyncPolicy

    public init(path: String?, bytes: Int = 256 << 20, sync: SyncPolicy = .never) {
        self.path = path
        self.bytes = max(bytes, 1 << 20)
        self.sync = sync
    }

    /// In `$XDG_STATE_HOME/gluellm/mlflow`, or `~/.local/state/gluellm/mlflow`; in memory where there is no home.
    public static var automatic: SpoolSettings {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.local/state" : nil }
        return SpoolSettings(path: (state ?? home).map { "\($0)/gluellm/mlflow" })
    }

    public static var memory: SpoolSettings { SpoolSettings(path: nil, bytes: 64 << 20) }
}

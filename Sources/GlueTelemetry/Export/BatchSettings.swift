public import GlueJournal

/// When the records of a signal, spans or logs, are exported, and how many at once.
///
/// Source: OpenTelemetry trace SDK, "Batching processor"; logs SDK, "Batching processor".
public struct BatchSettings: Sendable, Hashable {
    /// How long a record waits for others at most, and how long a destination that was not available is left alone.
    public var delay: Duration
    /// How many records make a full batch, which does not wait.
    public var records: Int
    /// How many bytes of packed records a batch holds at most, before compression; a longer record goes alone.
    public var bytes: Int
    /// How long the export of one batch may take, whatever the destination does; nil for as long as it likes.
    public var timeout: Duration?

    public init(
        delay: Duration = .seconds(5),
        records: Int = 512,
        bytes: Int = 4 << 20,
        timeout: Duration? = .seconds(30)
    ) {
        self.delay = delay
        self.records = max(records, 1)
        self.bytes = max(bytes, 1)
        self.timeout = timeout
    }
}

/// How many records of a signal, spans or logs, may wait for export.
///
/// At the bound the ``policy`` decides. Where there are several destinations and one lags behind the others, that one
/// loses its oldest ones, so that it costs the others nothing. What is lost is counted in the ``Ledger``.
public struct QueueSettings: Sendable, Hashable {
    /// The memory that the queue may take, at least 64 KiB. A span of a model call takes about 500 bytes, and what its
    /// content takes. With a ``TelemetrySettings/journal``, memory is used only while the folder cannot be written to.
    public var bytes: Int
    /// How many records may wait for one destination; nil for as many as there is room for.
    public var records: Int?
    public var policy: BoundPolicy

    public init(bytes: Int = 64 << 20, records: Int? = nil, policy: BoundPolicy = .dropNewest) {
        self.bytes = max(bytes, 64 << 10)
        self.records = records.map { max($0, 1) }
        self.policy = policy
    }
}

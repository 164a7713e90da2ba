/// When spans are exported, and how many at once.
///
/// Source: OpenTelemetry trace SDK, "Batching processor".
public struct BatchSettings: Sendable, Hashable {
    /// How long a span waits for others at most, and how long a destination that was not available is left alone.
    public var delay: Duration
    /// How many spans make a full batch, which does not wait.
    public var spans: Int
    /// How many bytes of packed spans a batch holds at most, before compression; a longer span goes alone.
    public var bytes: Int
    /// How long the export of one batch may take, whatever the destination does; nil for as long as it likes.
    public var timeout: Duration?

    public init(
        delay: Duration = .seconds(5),
        spans: Int = 512,
        bytes: Int = 4 << 20,
        timeout: Duration? = .seconds(30)
    ) {
        self.delay = delay
        self.spans = max(spans, 1)
        self.bytes = max(bytes, 1)
        self.timeout = timeout
    }
}

/// How many spans may wait for export.
///
/// At the bound the newest spans are dropped. Where there are several destinations and one lags behind the others, it
/// loses its oldest ones instead, so that it costs the others nothing. Either is counted in the ``Ledger``.
public struct QueueSettings: Sendable, Hashable {
    /// The memory that the queue may take, at least 64 KiB. A span of a model call takes about 500 bytes, and what its content takes.
    public var bytes: Int
    /// How many spans may wait for one destination; nil for as many as there is room for.
    public var spans: Int?

    public init(bytes: Int = 64 << 20, spans: Int? = nil) {
        self.bytes = max(bytes, 64 << 10)
        self.spans = spans.map { max($0, 1) }
    }
}

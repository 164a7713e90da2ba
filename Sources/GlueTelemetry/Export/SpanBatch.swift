import GlueJournal
public import GlueOTLP

/// Spans on their way to a destination, in the order in which they ended, packed.
public struct SpanBatch: Sendable {
    let records: JournalBatch
    /// Whether the spans' content tails go along.
    let withContent: Bool

    init(_ records: JournalBatch, withContent: Bool) {
        self.records = records
        self.withContent = withContent
    }

    public var count: Int { records.count }

    /// The batch as an `ExportTraceServiceRequest`, which is a `TracesData` too.
    public var protobuf: [UInt8] {
        let frame = RequestFrame(self)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frame.size)
        frame.write { bytes += $0 }
        return bytes
    }

    /// The batch as values.
    ///
    /// - Throws: `OTLPError` where the bytes are no message, which would be a bug of the tracer.
    public func traces() throws(OTLPError) -> OTLP.Traces { try OTLP.Traces(protobuf: protobuf) }
}

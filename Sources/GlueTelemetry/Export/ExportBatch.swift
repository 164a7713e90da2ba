public import GlueJSON
import GlueJournal
public import GlueOTLP

/// Records of one signal on their way to a destination, in the order in which they came, packed.
public struct ExportBatch: Sendable {
    /// What the records are.
    public let signal: OTLP.Signal
    let records: JournalBatch
    /// Whether the records' content tails go along.
    let withContent: Bool

    init(_ records: JournalBatch, of signal: OTLP.Signal, withContent: Bool) {
        self.signal = signal
        self.records = records
        self.withContent = withContent
    }

    public var count: Int { records.count }

    /// The batch as the signal's export request, which is what a file of the signal holds too.
    public var protobuf: [UInt8] { RequestFrame(self).bytes }

    /// The batch as the signal's export request in OTLP/JSON.
    ///
    /// - Throws: as ``traces()``.
    public var json: JSONValue {
        get throws(OTLPError) {
            switch signal {
            case .traces: try traces().json
            case .metrics: try metrics().json
            case .logs: try logs().json
            }
        }
    }

    /// The batch as values; empty where it is of another signal.
    ///
    /// - Throws: `OTLPError` where the bytes are no message, which would be a bug of who packed them.
    public func traces() throws(OTLPError) -> OTLP.Traces {
        signal == .traces ? try OTLP.Traces(protobuf: protobuf) : OTLP.Traces()
    }

    /// As ``traces()``, for metrics.
    public func metrics() throws(OTLPError) -> OTLP.Metrics {
        signal == .metrics ? try OTLP.Metrics(protobuf: protobuf) : OTLP.Metrics()
    }

    /// As ``traces()``, for logs.
    public func logs() throws(OTLPError) -> OTLP.Logs {
        signal == .logs ? try OTLP.Logs(protobuf: protobuf) : OTLP.Logs()
    }
}

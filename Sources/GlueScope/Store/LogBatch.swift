import GlueEncoding
import GlueOTLP

/// The log records of one request, by trace, made ready for the store.
struct LogBatch: Sendable {
    struct Item: Sendable {
        /// ``OTLP/TraceID/none`` for records that belong to no trace.
        var traceID: OTLP.TraceID
        var records: Int
        /// An `ExportLogsServiceRequest` of these records alone, compressed.
        var data: [UInt8]
        var text: String?
    }

    private(set) var items: [Item] = []

    var bytes: Int { items.reduce(0) { $0 + 200 + $1.data.count + ($1.text?.utf8.count ?? 0) } }

    init(_ logs: OTLP.Logs) {
        var groups: [OTLP.TraceID: OTLP.Logs] = [:]
        var order: [OTLP.TraceID] = []
        for resource in logs.resourceLogs {
            for scope in resource.scopeLogs {
                for (id, records) in Dictionary(grouping: scope.logRecords, by: \.traceID) {
                    if groups[id] == nil { order.append(id) }
                    let group = OTLP.ScopeLogs(scope: scope.scope, logRecords: records, schemaURL: scope.schemaURL)
                    groups[id, default: OTLP.Logs()].resourceLogs.append(
                        OTLP.ResourceLogs(resource: resource.resource, scopeLogs: [group], schemaURL: resource.schemaURL)
                    )
                }
            }
        }
        items = order.compactMap { id in
            guard let logs = groups[id] else { return nil }
            let records = logs.records
            return Item(
                traceID: id,
                records: records.count,
                data: Gzip.compress(logs.protobuf(), level: .standard),
                text: SearchText.text(of: records)
            )
        }
    }

    /// - Throws: Where the file is damaged.
    static func logs(_ data: [UInt8]) throws -> OTLP.Logs { try OTLP.Logs(protobuf: try Gzip.decompress(data, limit: 1 << 30)) }
}

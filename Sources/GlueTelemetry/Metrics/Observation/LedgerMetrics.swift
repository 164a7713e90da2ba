import GlueJournal
import GlueOTLP
import GlueSemantics

/// The ledger of a signal as metrics of its own.
///
/// For each destination `processed + queue.size = ended`, and `exported` without `error.type` is what it acknowledged. What
/// was dropped before an export was tried counts as processed with the reason as `error.type`, what an export gave up as
/// exported with it.
struct LedgerMetrics {
    var processed: MetricDefinition
    var queueSize: MetricDefinition
    var exported: MetricDefinition

    init(of signal: OTLP.Signal) {
        switch signal {
        case .traces:
            processed = SDKMetrics.spansProcessed
            queueSize = SDKMetrics.spanQueueSize
            exported = SDKMetrics.spansExported
        case .logs:
            processed = SDKMetrics.logsProcessed
            queueSize = SDKMetrics.logQueueSize
            exported = SDKMetrics.logsExported
        case .metrics:
            processed = SDKMetrics.metricsProcessed
            queueSize = SDKMetrics.metricQueueSize
            exported = SDKMetrics.metricsExported
        }
    }

    /// Has the ledger told whenever metrics are collected.
    func register(at factory: OTLPMetricsFactory, _ ledger: @escaping @Sendable () -> Ledger) {
        factory.observe(processed) { ledger().destinations.flatMap(Self.processed) }
        factory.observe(queueSize) { ledger().destinations.map { Observation($0.queued, Self.attributes($0)) } }
        factory.observe(exported) { ledger().destinations.flatMap(Self.exported) }
    }

    private static func processed(_ destination: Ledger.Destination) -> [Observation] {
        let dropped = destination.dropped.filter { $0.key.isBeforeExport }
        let whole = destination.acknowledged + destination.allDropped - dropped.values.reduce(0, +)
        return [Observation(whole, attributes(destination))] + dropped.map { Observation($0.value, attributes(destination, $0.key)) }
    }

    private static func exported(_ destination: Ledger.Destination) -> [Observation] {
        [Observation(destination.acknowledged, attributes(destination))]
            + destination.dropped.filter { !$0.key.isBeforeExport }.map { Observation($0.value, attributes(destination, $0.key)) }
    }

    private static func attributes(_ destination: Ledger.Destination, _ reason: DropReason? = nil) -> [OTLP.KeyValue] {
        var attributes = [OTLP.KeyValue(SDKMetrics.Attributes.componentName, .string(destination.name))]
        if let reason { attributes.append(OTLP.KeyValue(ErrorNames.type, .string(reason.rawValue))) }
        return attributes
    }
}

extension DropReason {
    /// Whether no destination was ever asked to take the record.
    fileprivate var isBeforeExport: Bool {
        switch self {
        case .rejected, .refused, .tooLarge, .unsent: false
        default: true
        }
    }
}

public import GlueOTLP
import Synchronization

/// Keeps what it is sent: for tests, and for whoever wants to look at a trace in the process that made it.
///
/// ```swift
/// let collector = TelemetryCollector()
/// let telemetry = Telemetry(TelemetrySettings(destinations: [collector]))
/// try await telemetry.tracer.withSpan("work") { _ in … }
/// await telemetry.forceFlush(within: .seconds(1))
/// collector.traces.spans.map(\.name)  // ["work"]
/// ```
public final class TelemetryCollector: TelemetryDestination {
    public let name: String
    public let signals: Set<OTLP.Signal>
    public let wantsContent: Bool
    private let kept = Mutex(TelemetryFile())

    /// - Parameter wantsContent: Whether it keeps what people and models said, too.
    public init(name: String = "collector", signals: Set<OTLP.Signal> = [.traces], wantsContent: Bool = true) {
        self.name = name
        self.signals = signals
        self.wantsContent = wantsContent
    }

    /// All spans that were sent so far, one resource after the other, in the order in which they ended.
    public var traces: OTLP.Traces { kept.withLock { $0.traces } }
    public var metrics: OTLP.Metrics { kept.withLock { $0.metrics } }
    public var logs: OTLP.Logs { kept.withLock { $0.logs } }

    /// Takes out the spans that were sent so far.
    public func take() -> OTLP.Traces {
        kept.withLock { kept in
            defer { kept.traces = OTLP.Traces() }
            return kept.traces
        }
    }

    public func export(_ batch: ExportBatch) async -> ExportOutcome {
        do throws(OTLPError) {
            let (traces, metrics, logs) = (try batch.traces(), try batch.metrics(), try batch.logs())
            kept.withLock { kept in
                kept.traces.resourceSpans.merge(traces.resourceSpans)
                kept.metrics.resourceMetrics.merge(metrics.resourceMetrics)
                kept.logs.resourceLogs.merge(logs.resourceLogs)
            }
            return .delivered()
        } catch {
            return .refused(reason: "\(error)")
        }
    }
}

// MARK: - Merging

/// Records of one resource: the three signals nest them alike.
private protocol ResourceGroup {
    associatedtype Scopes: ScopeGroup
    var resource: OTLP.Resource? { get }
    var schemaURL: String { get }
    var scopes: [Scopes] { get set }
}

private protocol ScopeGroup {
    associatedtype Record
    var scope: OTLP.Scope? { get }
    var schemaURL: String { get }
    var records: [Record] { get set }
}

extension Array where Element: ResourceGroup {
    /// Adds records where their resource and scope are already, so that a collector of many batches stays one tree.
    fileprivate mutating func merge(_ others: [Element]) {
        for other in others {
            if let index = firstIndex(where: { $0.resource == other.resource && $0.schemaURL == other.schemaURL }) {
                self[index].scopes.merge(other.scopes)
            } else {
                append(other)
            }
        }
    }
}

extension Array where Element: ScopeGroup {
    fileprivate mutating func merge(_ others: [Element]) {
        for other in others {
            if let index = firstIndex(where: { $0.scope == other.scope && $0.schemaURL == other.schemaURL }) {
                self[index].records += other.records
            } else {
                append(other)
            }
        }
    }
}

extension OTLP.ResourceSpans: ResourceGroup {
    fileprivate var scopes: [OTLP.ScopeSpans] {
        get { scopeSpans }
        set { scopeSpans = newValue }
    }
}

extension OTLP.ResourceMetrics: ResourceGroup {
    fileprivate var scopes: [OTLP.ScopeMetrics] {
        get { scopeMetrics }
        set { scopeMetrics = newValue }
    }
}

extension OTLP.ResourceLogs: ResourceGroup {
    fileprivate var scopes: [OTLP.ScopeLogs] {
        get { scopeLogs }
        set { scopeLogs = newValue }
    }
}

extension OTLP.ScopeSpans: ScopeGroup {
    fileprivate var records: [OTLP.Span] {
        get { spans }
        set { spans = newValue }
    }
}

extension OTLP.ScopeMetrics: ScopeGroup {
    fileprivate var records: [OTLP.Metric] {
        get { metrics }
        set { metrics = newValue }
    }
}

extension OTLP.ScopeLogs: ScopeGroup {
    fileprivate var records: [OTLP.LogRecord] {
        get { logRecords }
        set { logRecords = newValue }
    }
}

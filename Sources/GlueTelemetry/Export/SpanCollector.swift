public import GlueOTLP
import Synchronization

/// Keeps the spans that it is sent: for tests, and for whoever wants to look at a trace in the process that made it.
///
/// ```swift
/// let collector = SpanCollector()
/// let telemetry = Telemetry(TelemetrySettings(destinations: [collector]))
/// try await telemetry.tracer.withSpan("work") { _ in … }
/// await telemetry.forceFlush(within: .seconds(1))
/// collector.traces.spans.map(\.name)  // ["work"]
/// ```
public final class SpanCollector: SpanDestination {
    public let name: String
    public let wantsContent: Bool
    private let kept = Mutex<OTLP.Traces>(OTLP.Traces())

    /// - Parameter wantsContent: Whether it keeps what people and models said, too.
    public init(name: String = "collector", wantsContent: Bool = true) {
        self.name = name
        self.wantsContent = wantsContent
    }

    /// All that was sent so far, one resource after the other, in the order in which spans ended.
    public var traces: OTLP.Traces { kept.withLock { $0 } }

    /// Takes out what was sent so far.
    public func take() -> OTLP.Traces {
        kept.withLock { traces in
            defer { traces = OTLP.Traces() }
            return traces
        }
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        do throws(OTLPError) {
            let traces = try batch.traces()
            kept.withLock { $0.merge(traces) }
            return .delivered()
        } catch {
            return .refused(reason: "\(error)")
        }
    }
}

extension OTLP.Traces {
    /// Adds spans where their resource and scope are already, so that a collector of many batches stays one tree.
    fileprivate mutating func merge(_ other: OTLP.Traces) {
        for resource in other.resourceSpans {
            guard
                let index = resourceSpans.firstIndex(where: { $0.resource == resource.resource && $0.schemaURL == resource.schemaURL })
            else {
                resourceSpans.append(resource)
                continue
            }
            for scope in resource.scopeSpans {
                let place = resourceSpans[index].scopeSpans.firstIndex { $0.scope == scope.scope && $0.schemaURL == scope.schemaURL }
                if let place {
                    resourceSpans[index].scopeSpans[place].spans += scope.spans
                } else {
                    resourceSpans[index].scopeSpans.append(scope)
                }
            }
        }
    }
}

import GlueOTLP
import GlueSemantics

/// What a backend needs beyond the GenAI conventions in order to draw a trace well: attributes of its own, and the
/// conversation in the form that it knows. Only the destination that asks for it gets it; its spans are encoded anew.
///
/// Source: MLflow 3.17 and Phoenix 20.26, by what each shows of a trace.
public enum CompatibilityProfile: Sendable, Hashable {
    /// By the header that tells the backend where a trace belongs: `x-mlflow-experiment-id` or `x-project-name`.
    case automatic
    /// Spans go out as they are.
    case none
    case mlflow
    case phoenix

    /// The profile that stands for ``automatic`` at a destination with these headers.
    func resolved(_ headers: [OTLPHTTPSettings.Header]) -> CompatibilityProfile {
        guard self == .automatic else { return self }
        let names = headers.map { $0.name.lowercased() }
        if names.contains(MLflowNames.experimentHeader) { return .mlflow }
        return names.contains(PhoenixNames.projectHeader) ? .phoenix : .none
    }

    /// The traces as the backend is to get them.
    func applied(to traces: OTLP.Traces) -> OTLP.Traces {
        var traces = traces
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                for span in traces.resourceSpans[resource].scopeSpans[scope].spans.indices {
                    apply(to: &traces.resourceSpans[resource].scopeSpans[scope].spans[span])
                }
            }
        }
        return traces
    }

    private func apply(to span: inout OTLP.Span) {
        guard let step = ProfiledStep(span) else { return }
        span.attributes.add(SessionNames.sessionID, span.attributes[GenAI.Attributes.conversationID])
        // Phoenix knows the older name alone, MLflow both.
        let cacheWrite = span.attributes[GenAI.Attributes.usageCacheWriteInputTokens]
        span.attributes.add(GenAI.Attributes.usageCacheCreationInputTokens, cacheWrite)
        switch self {
        case .mlflow: step.addMLflow(to: &span)
        case .phoenix: step.addPhoenix(to: &span)
        case .automatic, .none: break
        }
    }
}

extension [OTLP.KeyValue] {
    /// What the span says itself stays.
    mutating func add(_ key: String, _ value: OTLP.AnyValue?) {
        guard let value, self[key] == nil else { return }
        append(OTLP.KeyValue(key, value))
    }

    mutating func replace(_ key: String, _ value: OTLP.AnyValue?) {
        guard let value else { return }
        removeAll { $0.key == key }
        append(OTLP.KeyValue(key, value))
    }
}

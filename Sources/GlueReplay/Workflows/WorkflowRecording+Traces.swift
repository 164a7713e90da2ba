import GlueJSON
import GlueLLM
public import GlueOTLP
import GlueSemantics
public import GlueWorkflows

extension WorkflowRecording {
    /// The steps of a recorded run that had ended, read from its trace.
    ///
    /// ```swift
    /// let file = try TelemetryFile(bytes: [UInt8](Data(contentsOf: url)))
    /// options.resuming = try WorkflowRecording(file.traces)
    /// ```
    /// Several traces, each of a run that went on from the one before, are one record; the last word on a step counts.
    ///
    /// - Parameter traceID: The run among several; nil for all.
    /// - Throws: ``WorkflowRecordingError/noSteps`` where no step was recorded.
    public init(_ traces: OTLP.Traces, traceID: OTLP.TraceID? = nil) throws(WorkflowRecordingError) {
        self.init()
        for span in traces.spans where traceID == nil || span.traceID == traceID {
            guard let (path, step) = Self.step(span) else { continue }
            steps[path] = step
        }
        guard !steps.isEmpty else { throw .noSteps }
    }

    /// Nil for what is no step, or one that did not end well, or that does not stand on its span as it was.
    private static func step(_ span: OTLP.Span) -> (path: String, step: Step)? {
        typealias Names = Glue.Attributes
        let attributes = span.attributes
        guard attributes[Names.workflowStepRecorded]?.flag == true, span.status?.code != .error,
            let path = attributes[Names.workflowStepPath]?.string, let executor = attributes[Names.workflowStepExecutor]?.string,
            let input = attributes[OpenInference.inputValue]?.string, let text = attributes[OpenInference.outputValue]?.string
        else { return nil }
        let output = StepOutput(
            text,
            value: attributes[Names.workflowStepValue]?.string.flatMap { try? JSONValue(parsing: $0) },
            usage: usage(attributes),
            cost: cost(attributes)
        )
        return (path, Step(executor: executor, input: input, output: output))
    }
}

extension WorkflowRecording {
    private static func usage(_ attributes: [OTLP.KeyValue]) -> Usage? {
        typealias Names = Glue.Attributes
        guard let input = attributes[Names.usageInputTokens]?.count, let output = attributes[Names.usageOutputTokens]?.count else {
            return nil
        }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: attributes[Names.usageCachedInputTokens]?.count,
            cacheWriteInputTokens: attributes[Names.usageCacheWriteInputTokens]?.count,
            reasoningTokens: attributes[Names.usageReasoningTokens]?.count,
            audioInputTokens: attributes[Names.usageAudioInputTokens]?.count,
            audioOutputTokens: attributes[Names.usageAudioOutputTokens]?.count
        )
    }

    private static func cost(_ attributes: [OTLP.KeyValue]) -> Cost? {
        guard let kind = attributes[Glue.Attributes.costKind]?.string.flatMap(CostKind.init(rawValue:)) else { return nil }
        return Cost(attributes[Glue.Attributes.costUSD]?.plain.number, kind)
    }
}

/// Why a trace is no record of a run.
public enum WorkflowRecordingError: Error, Equatable, CustomStringConvertible {
    case noSteps

    public var description: String {
        "no step of a recorded workflow is in the trace; record the run with isRecording, or glue run --record FILE"
    }
}

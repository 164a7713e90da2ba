public import GlueOTLP

extension OTLP.Traces {
    /// The trace as lines of OTLP/JSON, one span a line in the order in which they began, so that two recordings can be
    /// compared line by line.
    public func recordingLines() -> [[UInt8]] {
        var lines: [(start: UInt64, traces: OTLP.Traces)] = []
        for resource in resourceSpans {
            for scope in resource.scopeSpans {
                for span in scope.spans {
                    var single = scope
                    single.spans = [span]
                    var group = resource
                    group.scopeSpans = [single]
                    lines.append((span.startTimeUnixNano, OTLP.Traces([group])))
                }
            }
        }
        // Stable, as spans may begin at one moment.
        return lines.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map { TelemetryFile(traces: $0.element.traces).bytes(.init(.jsonLines)) }
    }
}

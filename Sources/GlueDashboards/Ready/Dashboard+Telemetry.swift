import GlueSemantics

extension Dashboard {
    /// The ledger of the telemetry: whether what happened reaches whoever looks at it.
    static let telemetry = Dashboard(
        uid: "gluellm-telemetry",
        title: "GlueLLM / Telemetry health",
        description: "The exporter's ledger: at every destination, what ended is what it took, what waits and what was dropped.",
        lead: SDKMetrics.spansProcessed,
        rows: [
            Row("At a glance", glance),
            Row("Spans", panels("spans", SDKMetrics.spansProcessed, SDKMetrics.spanQueueSize, SDKMetrics.spansExported)),
            Row("Log records", panels("log records", SDKMetrics.logsProcessed, SDKMetrics.logQueueSize, SDKMetrics.logsExported)),
            Row("Metrics", panels("metrics", SDKMetrics.metricsProcessed, SDKMetrics.metricQueueSize, SDKMetrics.metricsExported)),
        ]
    )

    private static let glance = [
        Panel(
            "Spans taken",
            "Spans whose export is over, those that were given up included, over all destinations.",
            .number,
            Target(.increase(SDKMetrics.spansExported.events)),
            noValue: "No spans"
        ),
        Panel(
            "Spans waiting",
            "Spans that ended and that no destination has taken yet.",
            .number,
            Target(.current(SDKMetrics.spanQueueSize.level)),
            noValue: "No spans"
        ),
        Panel(
            "Spans lost before an export",
            "Dropped while they waited, such as by a full queue. What a sampler decided against is not lost.",
            .number,
            Target(.increase(SDKMetrics.spansProcessed.events.lost)),
            noValue: "None"
        ).thresholds(warning: 1, critical: 100),
        Panel(
            "Spans given up",
            "Refused by a destination, or not taken before the end.",
            .number,
            Target(.increase(SDKMetrics.spansExported.events.failed)),
            noValue: "None"
        ).thresholds(warning: 1, critical: 100),
        Panel(
            "Part given up",
            "The part of the exported spans that a destination did not take.",
            .number,
            Target(.share(SDKMetrics.spansExported.events.failed, of: SDKMetrics.spansExported.events)),
            noValue: "No spans"
        ).thresholds(warning: 0.001, critical: 0.01),
    ]

    /// What becomes of the records of a signal.
    private static func panels(
        _ what: String,
        _ processed: MetricDefinition,
        _ queue: MetricDefinition,
        _ exported: MetricDefinition
    ) -> [Panel] {
        [
            Panel(
                "Processed \(what)",
                "What does not wait any more, each second: taken, given up, dropped, or decided against by a sampler.",
                .graph,
                Target(.rate(processed.events, by: [.destination])),
                noValue: "No \(what)"
            ),
            Panel(
                "Exported \(what)",
                "What an export was tried of, each second; it takes the same course as what is processed unless something is dropped.",
                .graph,
                Target(.rate(exported.events, by: [.destination])),
                noValue: "No \(what)"
            ),
            Panel(
                "Waiting \(what)",
                "A line that only rises tells of a destination that does not take what it is sent.",
                .graph,
                Target(.current(queue.level, by: [.destination])),
                noValue: "No \(what)"
            ),
            Panel(
                "Lost \(what)",
                "Each second, by destination and reason: dropped before an export was tried, and given up by an export.",
                .graph,
                Target(.rate(processed.events.lost, by: [.destination, .errorType]), "dropped"),
                Target(.rate(exported.events.failed, by: [.destination, .errorType]), "given up"),
                noValue: "None"
            ),
        ]
    }
}

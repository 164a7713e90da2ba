import GlueSemantics

/// The metrics by which a scope tells of itself.
enum ScopeNames {
    static let received = MetricDefinition("gluellm.scope.received", .counter, unit: "{record}", "Records that were stored")
    static let duplicates = MetricDefinition("gluellm.scope.duplicates", .counter, unit: "{span}", "Spans that were stored already")
    static let invalid = MetricDefinition("gluellm.scope.invalid", .counter, unit: "{span}", "Spans without valid ids")
    static let refused = MetricDefinition("gluellm.scope.refused", .counter, unit: "{request}", "Requests that were refused")
    static let storedSpans = MetricDefinition("gluellm.scope.stored.spans", .gauge, unit: "{span}", "Spans that are stored")
    static let storedTraces = MetricDefinition("gluellm.scope.stored.traces", .gauge, unit: "{trace}", "Traces that are stored")
    static let storedBytes = MetricDefinition("gluellm.scope.stored.size", .gauge, unit: "By", "Size of the database")
    static let isWritable = MetricDefinition("gluellm.scope.writable", .gauge, unit: "1", "Whether the database takes what comes")
    static let forwardQueue = MetricDefinition(
        "gluellm.scope.forward.queue.size",
        .gauge,
        unit: "{request}",
        "Requests that wait to be passed on"
    )
    static let forwarded = MetricDefinition("gluellm.scope.forwarded", .counter, unit: "{request}", "Requests that were passed on, or not")
}

import GlueOTLP

extension OTLP.Traces {
    /// The spans that fulfil a condition, in their groups; groups without any are left out.
    func filtered(_ isIncluded: (OTLP.Span) -> Bool) -> OTLP.Traces {
        OTLP.Traces(
            resourceSpans.compactMap { resource in
                var resource = resource
                resource.scopeSpans = resource.scopeSpans.compactMap { scope in
                    var scope = scope
                    scope.spans = scope.spans.filter(isIncluded)
                    return scope.spans.isEmpty ? nil : scope
                }
                return resource.scopeSpans.isEmpty ? nil : resource
            }
        )
    }
}

import GlueSemantics

/// A label of Prometheus, made of the attribute that it was.
public struct Label: Sendable, Hashable {
    /// As queries write it.
    public let name: String

    /// - Parameter attribute: The attribute's key, such as `gen_ai.request.model`.
    public init(_ attribute: String) { name = PrometheusName.label(attribute) }

    /// The service; a scrape names it in its configuration, OTLP by `service.name`.
    public static let job = Label("job")

    public static let provider = Label(GenAI.Attributes.providerName)
    public static let model = Label(GenAI.Attributes.requestModel)
    public static let agent = Label(GenAI.Attributes.agentName)
    public static let tool = Label(GenAI.Attributes.toolName)
    public static let workflow = Label(GenAI.Attributes.workflowName)
    public static let executor = Label(Glue.Attributes.workflowStepExecutor)
    public static let errorType = Label(ErrorNames.type)
    public static let guardrail = Label(Glue.Attributes.guardrailName)
    public static let guardrailOutcome = Label(Glue.Attributes.guardrailOutcome)
    public static let hook = Label(Glue.Attributes.hookName)
    public static let hookOutcome = Label(Glue.Attributes.hookOutcome)
    public static let fallbackFrom = Label(Glue.Attributes.fallbackFrom)
    public static let fallbackTo = Label(Glue.Attributes.fallbackTo)
    public static let mcpMethod = Label(MCPNames.Attributes.methodName)
    /// A destination of the telemetry.
    public static let destination = Label(SDKMetrics.Attributes.componentName)

    /// The upper bound of a histogram's bucket.
    static let bound = Label("le")
}

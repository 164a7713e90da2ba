public import GlueJSON
public import GlueLLM
public import GlueSemantics

/// What an executor answered, and what that took.
public struct StepOutput: Sendable, Hashable {
    public var text: String
    /// The answer as JSON where it has a form.
    public var value: JSONValue?
    /// The tokens of all model calls beneath; nil where none were told.
    public var usage: Usage?
    /// What they cost; nil where nothing was called that could cost.
    public var cost: Cost?
    /// The tools that ran.
    public var toolRuns: [ToolRun]
    /// The model that answered.
    public var model: String?

    public init(
        _ text: String,
        value: JSONValue? = nil,
        usage: Usage? = nil,
        cost: Cost? = nil,
        toolRuns: [ToolRun] = [],
        model: String? = nil
    ) {
        self.text = text
        self.value = value
        self.usage = usage
        self.cost = cost
        self.toolRuns = toolRuns
        self.model = model
    }

    public init(_ completion: Completion) {
        self.init(
            completion.text,
            value: completion.value,
            usage: completion.usage,
            cost: completion.totalCost,
            toolRuns: completion.toolRuns,
            model: completion.model
        )
    }
}

import GlueJSON
import GlueLLM

/// An agent as a workflow's file describes it.
public struct AgentDefinition: Sendable, Hashable {
    public var name: String
    /// `provider:model`; nil for the file's own, or the one of whoever runs it.
    public var model: String?
    public var system: String?
    /// The names of its tools.
    public var tools: [String]
    public var temperature: Double?
    public var maxTokens: Int?
    public var maxRounds: Int?

    public init(
        name: String,
        model: String? = nil,
        system: String? = nil,
        tools: [String] = [],
        temperature: Double? = nil,
        maxTokens: Int? = nil,
        maxRounds: Int? = nil
    ) {
        self.name = name
        self.model = model
        self.system = system
        self.tools = tools
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.maxRounds = maxRounds
    }

    init(_ name: String, _ json: JSONValue, _ defaultModel: String?) throws(LLMError) {
        var members = try DefinitionMembers(json, at: "agents.\(name)")
        self.init(
            name: name,
            model: try members.take("model", \.string, "a text") ?? defaultModel,
            system: try members.take("system", \.string, "a text"),
            tools: try members.texts("tools"),
            temperature: try members.take("temperature", \.number, "a number"),
            maxTokens: try members.integer("max_tokens"),
            maxRounds: try members.integer("max_rounds")
        )
        try members.end()
    }
}

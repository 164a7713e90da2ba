public import GlueJSON
public import GlueLLM

/// A workflow as a file describes it: which one it is, its settings, and who takes part.
///
/// ```json
/// {
///   "workflow": "debate",
///   "model": "openai:gpt-4o-mini",
///   "agents": {"pro": {"system": "You are for it."}, "con": {"system": "You are against it."}, "judge": {}},
///   "participants": ["pro", "con"],
///   "judge": "judge",
///   "settings": {"max_rounds": 2}
/// }
/// ```
/// Whoever takes part is named as an agent, or is a workflow in turn. YAML says the same with less punctuation.
public struct WorkflowDefinition: Sendable {
    private let json: JSONValue
    /// The agents of the whole file.
    public let agents: [AgentDefinition]

    /// - Throws: ``LLMError/Kind/configuration`` with the place of what is wrong.
    public init(_ json: JSONValue) throws(LLMError) {
        self.json = json
        let model = json["model"]?.string
        var agents: [AgentDefinition] = []
        for (name, agent) in json["agents"]?.object ?? [:] { agents.append(try AgentDefinition(name, agent, model)) }
        self.agents = agents
    }

    /// Makes the workflow.
    ///
    /// - Parameters:
    ///   - agent: Makes an agent of what the file says of it.
    ///   - tool: Finds the tools that the workflow itself runs, by name; nil for one that there is not.
    ///   - retriever: Finds documents in the place of those that the file lists; nil for those.
    public func workflow(
        agent: @escaping (AgentDefinition) throws(LLMError) -> any StepExecutor,
        tool: @escaping (String) -> (any Tool)? = { _ in nil },
        retriever: (any Retriever)? = nil
    ) throws(LLMError) -> any Workflow {
        var executors: [String: any StepExecutor] = [:]
        for definition in agents { executors[definition.name] = try agent(definition) }
        let workflow = try WorkflowParser(executors: executors, tool: tool, retriever: retriever).workflow(
            json,
            at: "workflow",
            isOutermost: true
        )
        try workflow.validate()
        return workflow
    }
}

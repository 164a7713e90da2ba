import GlueJSON
public import GlueLLM
import GlueSemantics

extension StepExecutor {
    /// The executor as a tool of an agent: the model asks it a question in words and is given its answer.
    ///
    /// ```swift
    /// let lead = Agent("lead", client, tools: [researcher.asTool(description: "Finds out facts")])
    /// ```
    /// What it takes counts in the run around; in the completion of the agent that calls it, it does not.
    ///
    /// - Parameter name: Nil for the executor's own.
    public func asTool(name: String? = nil, description: String) -> any Tool {
        let definition = ToolDefinition(
            name: JSONSchema.name(from: name ?? self.name),
            description: description,
            parameters: JSONSchema.object(["input": .string("What to ask or to do, with all that has to be known for it")]).value
        )
        return AnyTool(
            definition,
            returning: { arguments in
                guard let input = arguments["input"]?.string else {
                    throw LLMError(.invalidRequest, "the argument input is missing, a text")
                }
                let output = try await execute(input)
                return ToolResult(output.value ?? .string(output.text))
            }
        )
    }
}

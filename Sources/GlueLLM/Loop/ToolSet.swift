import GlueSemantics

/// The tools of a call, by name.
struct ToolSet: Sendable {
    let definitions: [ToolDefinition]
    private let tools: [String: AnyTool]

    /// - Throws: ``LLMError/Kind/configuration`` where two tools have one name: the model could never reach the second.
    init(_ tools: [any Tool]) throws(LLMError) {
        var byName: [String: AnyTool] = [:]
        var definitions: [ToolDefinition] = []
        for tool in tools.map({ AnyTool($0) }) {
            guard byName.updateValue(tool, forKey: tool.name) == nil else {
                throw LLMError(.configuration, "two tools have the name \(tool.name); give each its own")
            }
            definitions.append(tool.definition)
        }
        self.tools = byName
        self.definitions = definitions
    }

    var isEmpty: Bool { tools.isEmpty }

    subscript(name: String) -> AnyTool? { tools[name] }
}

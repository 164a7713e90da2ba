import GlueJSON
import GlueLLM

/// Makes workflows of their descriptions.
struct WorkflowParser {
    let executors: [String: any StepExecutor]
    let tool: (String) -> (any Tool)?
    /// What finds documents in the place of those that the file lists; nil for those.
    var retriever: (any Retriever)?

    func workflow(_ json: JSONValue, at place: String, isOutermost: Bool = false) throws(LLMError) -> any Workflow {
        var members = try DefinitionMembers(json, at: place)
        let kind = try members.required(try members.take("workflow", \.string, "the kind of a workflow"), "workflow")
        guard let parse = Self.kinds[kind] else {
            throw DefinitionMembers.error(
                "\(place).workflow",
                "there is no \(kind); the workflows are \(Self.kinds.keys.sorted().joined(separator: ", "))"
            )
        }
        let name = try members.take("name", \.string, "a text") ?? kind
        if isOutermost {
            _ = members.takeJSON("agents")
            _ = members.takeJSON("model")
        }
        var parts = Parts(parser: self, members: members, name: name)
        let workflow = try parse(&parts)
        try parts.members.end()
        return workflow
    }

    /// Whoever takes part: the name of an agent, or a workflow.
    func executor(_ json: JSONValue, at place: String) throws(LLMError) -> any StepExecutor {
        guard let name = json.string else { return try workflow(json, at: place) }
        guard let executor = executors[name] else {
            let names = executors.keys.sorted().joined(separator: ", ")
            throw DefinitionMembers.error(
                place,
                "there is no agent \(name); the agents are \(names.isEmpty ? "none: describe them under agents" : names)"
            )
        }
        return executor
    }

    /// The parts of one workflow as they are asked for.
    struct Parts {
        let parser: WorkflowParser
        var members: DefinitionMembers
        let name: String

        mutating func settings<Settings: Codable>(_ defaults: Settings) throws(LLMError) -> Settings {
            try SettingsReader.read(members.takeJSON("settings"), over: defaults, at: "\(members.place).settings")
        }

        mutating func one(_ key: String) throws(LLMError) -> any StepExecutor {
            try members.required(try maybe(key), key)
        }

        mutating func maybe(_ key: String) throws(LLMError) -> (any StepExecutor)? {
            guard let json = members.takeJSON(key) else { return nil }
            return try parser.executor(json, at: "\(members.place).\(key)")
        }

        mutating func several(_ key: String) throws(LLMError) -> [any StepExecutor] {
            var executors: [any StepExecutor] = []
            for (json, place) in try list(key) { executors.append(try parser.executor(json, at: place)) }
            return executors
        }

        /// The elements of a list with their places.
        mutating func list(_ key: String) throws(LLMError) -> [(JSONValue, String)] {
            let elements = try members.required(try members.take(key, \.array, "a list"), key)
            return elements.enumerated().map { ($0.element, "\(members.place).\(key)[\($0.offset)]") }
        }
    }
}

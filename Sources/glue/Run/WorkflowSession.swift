import GlueJSON
import GlueLLM
import GlueReplay
import GlueTelemetry
import GlueWorkflows

/// A workflow that the command line runs: what it is made of, and how it goes on from a record.
struct WorkflowSession: Sendable {
    let workflow: any Workflow

    /// - Parameters:
    ///   - name: A kind of workflow, or a file that describes one.
    ///   - settings: A file with settings for a kind.
    ///   - tools: Beside those that are built in.
    ///   - client: Makes the client of an agent that names this model, or none.
    init(_ name: String, settings: String?, tools: [any Tool], client: @escaping (String?) throws(LLMError) -> LLMClient) throws {
        workflow = try Self.definition(name, settings: settings).workflow(
            agent: { agent throws(LLMError) in Agent(agent.name, try Self.client(agent, client(agent.model), tools)) },
            tool: { name in (BuiltInTools.all + tools).first { $0.name == name } }
        )
    }

    static func definition(_ name: String, settings: String?) throws -> WorkflowDefinition {
        guard !WorkflowDefinition.kinds.contains(name) else {
            return try .standard(name, settings: try settings.map(DescriptionFile.read))
        }
        guard name.contains("/") || name.contains(".") else {
            throw CommandFailure(
                .usage,
                "there is no workflow \(name); name a file, or one of \(WorkflowDefinition.kinds.joined(separator: ", "))"
            )
        }
        guard settings == nil else { throw CommandFailure(.usage, "--config is for a kind of workflow; write the settings into \(name)") }
        return try WorkflowDefinition(DescriptionFile.read(name))
    }

    private static func client(_ agent: AgentDefinition, _ base: LLMClient, _ tools: [any Tool]) throws(LLMError) -> LLMClient {
        var client = base
        client.systemPrompt = agent.system ?? base.systemPrompt
        if !agent.tools.isEmpty {
            let all = BuiltInTools.all + tools
            client.tools = all.filter { agent.tools.contains($0.name) }
            if let unknown = agent.tools.first(where: { name in !all.contains { $0.name == name } }) {
                let names = all.map(\.name).joined(separator: ", ")
                throw LLMError(.configuration, "agents.\(agent.name).tools: there is no tool \(unknown); the tools are \(names)")
            }
        }
        if let temperature = agent.temperature { client.parameters.temperature = temperature }
        if let tokens = agent.maxTokens { client.parameters.maxTokens = tokens }
        if let rounds = agent.maxRounds { client.limits.rounds = rounds }
        return client
    }
}

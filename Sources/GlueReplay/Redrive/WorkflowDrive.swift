import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import GlueWorkflows
import Logging
import ServiceContextModule
import Synchronization
import Tracing

/// One recorded run of a workflow, made again: the same workflow, agents that are answered from the recording.
struct WorkflowDrive: Sendable {
    let workflow: RecordedWorkflow
    /// Of all the agents, who may ask at once.
    let book: AnswerBook
    let prices: PriceTable
    let tracer: any Tracer
    let speed: ReplaySpeed

    func run() async throws(RedriveError) {
        let flow: any Workflow
        do {
            flow = try made()
        } catch {
            throw .incomplete(reasons: ["the workflow \(workflow.name) cannot be made again: \(error.message)"])
        }
        let options = WorkflowOptions(
            isRecording: workflow.isRecorded,
            contentCapture: ContentCapture(onSpans: true, bound: ContentBound(bytes: 1 << 40)),
            redactor: .none,
            tracer: tracer,
            logger: .silent,
            clock: speed == .max ? ReplayClock() : ContinuousClock()
        )
        var context = ServiceContext.topLevel
        context.isOffline = true
        context.correlationID = workflow.sessions.lazy.compactMap(\.correlationID).first
        // What it throws is in its spans, where it is compared like everything else.
        await ServiceContext.withValue(context) { _ = try? await flow.run(workflow.input ?? "", options: options) }
    }

    private func made() throws(LLMError) -> any Workflow {
        guard var description = workflow.definition?.object else { throw LLMError(.configuration, "it does not say of what it is made") }
        var agents = JSONObject()
        for name in Self.names(in: .object(description)) { agents[name] = [:] }
        description["agents"] = .object(agents)
        let tools = RecordedTools(definitions: Self.tools(in: .object(description)), runs: workflow.toolRuns)
        return try WorkflowDefinition(.object(description)).workflow(
            agent: { agent throws(LLMError) in executor(agent.name) },
            tool: { name in tools.tools.first { $0.name == name } },
            retriever: retriever
        )
    }

    /// An agent as its completions had it. One that was never asked is none that could answer.
    private func executor(_ name: String) -> any StepExecutor {
        let sessions = workflow.sessions.filter { $0.agent == name }
        guard var session = sessions.first else {
            return FunctionExecutor(name) { (_: String) async throws -> StepOutput in
                throw LLMError(.configuration, "\(name) answers a step that it did not answer when the run was recorded")
            }
        }
        session.exchanges = sessions.flatMap(\.exchanges)
        session.toolRuns = sessions.flatMap(\.toolRuns)
        let drive = SessionDrive(session: session, book: book, prices: prices, tracer: tracer, speed: speed)
        var agent = Agent(name, drive.client, systemPrompt: drive.systemPrompt)
        agent.schema = session.output?.format
        return agent
    }

    private var retriever: (any Retriever)? {
        guard let name = workflow.retrievals.first?.retriever else { return nil }
        let retrievals = Mutex(workflow.retrievals[...])
        return FunctionRetriever(name) { query, _ in
            let next = retrievals.withLock { retrievals -> RecordedWorkflow.Retrieval? in
                guard let index = retrievals.firstIndex(where: { $0.query == query }) ?? retrievals.indices.first else { return nil }
                return retrievals.remove(at: index)
            }
            guard let next else { throw LLMError(.configuration, "the recording holds no more texts of the retriever \(name)") }
            return next.documents.map {
                RetrievedChunk($0["content"]?.string ?? "", source: $0["id"]?.string, score: $0["score"]?.number)
            }
        }
    }

    /// The names of those who take part, wherever the description has them.
    private static func names(in json: JSONValue) -> [String] {
        guard let object = json.object else { return json.array?.flatMap(names) ?? json.string.map { [$0] } ?? [] }
        let noParts: Set<String> = ["workflow", "name", "settings", "tools", "when", "if", "specialty", "goal", "description", "keywords"]
        return object.filter { !noParts.contains($0.key) }.flatMap { names(in: $0.value) }
    }

    private static func tools(in json: JSONValue) -> [ToolDefinition] {
        guard let object = json.object else { return json.array?.flatMap(tools) ?? [] }
        return object.flatMap { member in
            member.key == "tools" ? (member.value.array ?? []).compactMap { try? ToolDefinition(json: $0) } : tools(in: member.value)
        }
    }
}

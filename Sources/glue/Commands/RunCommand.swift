import ArgumentParser
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueTelemetry
import GlueWorkflows
import Tracing

/// One completion or workflow from the command line.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Answer a prompt with a model of any provider or a workflow of several, running tools as they ask for them.",
        discussion: """
            The answer goes to standard output. --trace keeps the trace with the message content, so that it replays; \
            --otlp exports it without content unless OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT asks for that. \
            With --workflow several agents answer: KIND is one of the workflows with agents of ours, FILE describes your own in YAML \
            or JSON. Progress goes to standard error. --record keeps each step in a file as it ends, and --resume goes on from it.
            The key is read from the provider's variable, such as OPENAI_API_KEY or ANTHROPIC_API_KEY.

            Examples:
              glue run "What is 17 * 23?" --tool calculator
              glue run "Say hello" --model openai:llama3 --base-url http://localhost:11434/v1
              glue run "Tell me a story" --stream
              glue run "Plan two days in Rome" --schema trip.json --model anthropic:claude-sonnet-4-5
              glue run "Tea or coffee?" --workflow debate
              glue run "$(cat notes.txt)" --workflow report.yaml --record run.jsonl --max-cost 0.50
              glue run "Mail jane@example.com" --guardrail pii --block "(?i)project x" --audit audit.jsonl
              glue run "What time is it in Lisbon?" --mcp "uvx mcp-server-time"
              glue run --workflow report.yaml --dry-run
              glue run "What time is it in Lisbon?" --tool clock --trace session.jsonl --otlp http://localhost:4318
            """
    )

    @Argument(help: "What to ask; - reads it from standard input.")
    var prompt: String?

    @Option(help: "PROVIDER:MODEL.")
    var model = "openai:gpt-4o-mini"

    @Option(name: .customLong("base-url"), help: "Another server that speaks like the provider, such as http://localhost:4000/v1.")
    var baseURL: String?

    @Option(help: "The system prompt.")
    var system: String?

    @Option(
        name: .customLong("tool"),
        help: "A tool that the model may use: \(BuiltInTools.names.joined(separator: ", ")). Repeat it for several."
    )
    var toolNames: [String] = []

    @Option(
        name: .customLong("mcp"),
        help: ArgumentHelp(
            "An MCP server whose tools the model may use: an address, or a command. Repeat it for several.",
            valueName: "url|command"
        )
    )
    var mcpServers: [String] = []

    @Option(name: .customLong("max-rounds"), help: "How many model calls the answer may take.")
    var maxRounds = CallLimits().rounds

    @Option(help: "Between 0 and 2; left to the provider where it is not given.")
    var temperature: Double?

    @Option(name: .customLong("max-tokens"), help: "How long an answer may be.")
    var maxTokens: Int?

    @Option(help: "Export spans to this OTLP/HTTP collector, such as http://localhost:4318.")
    var otlp: String?

    @Option(help: "Keep the trace in this file (.pb, .jsonl, either with .gz).")
    var trace: String?

    @Flag(help: "Keep the answers in the trace as they came over the wire, so that streams replay byte for byte.")
    var wire = false

    @Option(help: "A file with a JSON Schema that the answer has to fit; the answer is then JSON.")
    var schema: String?

    @OptionGroup(title: "Checks and records")
    var checks: CheckOptionGroup

    @OptionGroup(title: "Workflows")
    var flow: WorkflowOptionGroup

    @Flag(help: "Print the answer as it is written.")
    var stream = false

    @Flag(help: "One JSON object with the answer, its tokens, cost and trace id; with --stream one a line for each event.")
    var json = false

    func validate() throws {
        if let trace, TelemetryFile.Format(fileName: trace) == nil {
            throw ValidationError("--trace \(trace): the name must end in .pb, .jsonl, .pb.gz or .jsonl.gz")
        }
        guard flow.isDryRun || prompt != nil else { throw ValidationError("there is no PROMPT; - reads it from standard input") }
        if flow.workflow != nil {
            if stream { throw ValidationError("a workflow's answer is known at its end; leave --stream out") }
            if schema != nil { throw ValidationError("--schema is for a single answer; leave it out") }
        }
        if stream, schema != nil { throw ValidationError("an answer that has to fit a --schema is known at its end; leave --stream out") }
        do {
            _ = try BuiltInTools.tools(named: toolNames)
        } catch {
            throw ValidationError(error.message)
        }
        guard maxRounds >= 1 else { throw ValidationError("--max-rounds must be at least 1") }
    }

    func run() async throws {
        if let workflow = flow.workflow { return try await run(workflow) }
        let question = try question()
        let form = try schema.map(SchemaFile.read)
        let session = try TracedSession(otlp: otlp, trace: trace)
        let client = try client(session, model: model)
        let result = await session.run { [stream, json, mcpServers] in
            try await Self.withTools(of: mcpServers, session) { tools in
                var client = client
                client.tools += tools
                if let form { return try await client.structuredComplete(question, schema: form).completion }
                guard stream else { return try await client.complete(question) }
                return try await AnswerPrinter(isJSON: json).print(client.streamComplete(question))
            }
        }
        // The spans come first: they are kept also where the call failed.
        let delivery = session.finish()
        let completion = try result.get()
        if json {
            Terminal.answer(CompletionReport(completion, traceID: session.traceID).json.text())
        } else if !stream {
            Terminal.answer(completion.value?.text() ?? completion.text)
        }
        try delivery.get()
    }

    private func question() throws -> String { prompt == "-" ? try Self.standardInput() : prompt ?? "" }

    private func run(_ name: String) async throws {
        if flow.isDryRun {
            // Nothing is called: keys and models of the agents are not looked at.
            let outline = try WorkflowSession.definition(name, settings: flow.config).workflow { agent in Agent.drawn(agent.name) }.outline
            return Terminal.answer(flow.mermaid ? outline.mermaid : outline.tree)
        }
        let question = try question()
        let session = try TracedSession(otlp: otlp, trace: trace, record: flow.record)
        _ = try WorkflowSession.definition(name, settings: flow.config)
        var options = try await flow.options(session, progress: flow.isQuiet ? nil : .standardError)
        options.hooks = checks.hooks
        let result = await session.run { [self, options] in
            try await Self.withTools(of: mcpServers, session) { tools in
                let workflow = try WorkflowSession(name, settings: flow.config, tools: tools) { agentModel throws(LLMError) in
                    var client = try client(session, model: agentModel ?? model)
                    client.tools += tools
                    return client
                }
                .workflow
                return WorkflowReport(result: try await workflow.run(question, options: options), workflow: workflow)
            }
        }
        let delivery = session.finish()
        let report = try result.get()
        Terminal.answer(json ? report.json.text() : report.result.output)
        try delivery.get()
    }

    /// Runs work that the user can stop, with the tools of servers.
    private static func withTools<Value: Sendable>(
        of servers: [String],
        _ session: TracedSession,
        _ work: @escaping @Sendable ([any Tool]) async throws -> Value
    ) async throws -> Value {
        try await Interruption.cancelling { try await ServerTools.with(servers, session, work) }
    }

    private func client(_ session: TracedSession, model: String) throws(LLMError) -> LLMClient {
        var client = try LLMClient(
            model: model,
            baseURL: baseURL,
            systemPrompt: system,
            tools: BuiltInTools.all.filter { toolNames.contains($0.name) }
        )
        client.guardrails = try checks.checks()
        client.hooks = checks.hooks
        client.evaluation = checks.recording
        client.limits.rounds = maxRounds
        client.parameters.temperature = temperature
        client.parameters.maxTokens = maxTokens
        client.tracer = session.tracer
        client.contentCapture = session.contentCapture
        if wire { client.recording = .wire }
        return client
    }

    private static func standardInput() throws -> String {
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        guard !text.isEmpty else { throw CommandFailure(.usage, "there is no prompt on standard input") }
        return text
    }
}

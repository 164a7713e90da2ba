import GlueSemantics
import Logging
import ServiceContextModule
import Tracing

/// The one loop of the engine: asks the model, runs the tools that it asks for, asks again.
struct CompletionLoop: Sendable {
    /// What takes the events of a completion that is streamed.
    typealias Receiver = @Sendable (CompletionEvent<Never>) async throws(LLMError) -> Void

    let shared: SharedClient
    let conversation: Conversation
    /// The form of the answer; nil for text.
    let structure: StructuredAnswer?
    let receive: Receiver?
    let tracer: any Tracer
    let content: ContentWriter
    let metrics: CallMetrics
    let events: ProcessEvents
    let deadline: Deadline
    let budgets: BudgetScope
    let hooks: HookRunner
    let guardrails: GuardrailRunner

    /// - Parameter receive: Nil for a completion that is made in one piece.
    init(client: LLMClient, conversation: Conversation, structure: StructuredAnswer? = nil, receive: Receiver? = nil) {
        var client = client
        if let id = CorrelationID.current { client.logger[metadataKey: Glue.Attributes.correlationID] = "\(id)" }
        let shared = SharedClient(client)
        self.shared = shared
        self.conversation = conversation
        self.structure = structure
        self.receive = receive
        tracer = client.tracer ?? InstrumentationSystem.tracer
        content = ContentWriter(client)
        metrics = CallMetrics(client)
        events = ProcessEvents(client)
        deadline = Deadline(client.limits.whole, client.clock)
        budgets = BudgetScope(client.budget)
        hooks = HookRunner(client)
        guardrails = GuardrailRunner(shared, tracer, content, hooks)
    }

    /// The client that the call was made with.
    var client: LLMClient { _read { yield shared.value } }

    func run(_ prompt: [Message]) async throws(LLMError) -> Completion {
        // What tools call draws from the same budgets.
        try await budgets.surround { () async throws(LLMError) in
            guard let watcher = SpanWatcher(hooks) else { return try await admitted(prompt) }
            return try await ServiceContext.with({ $0.spanWatcher = watcher }) { () async throws(LLMError) in try await admitted(prompt) }
        }
    }

    private func admitted(_ prompt: [Message]) async throws(LLMError) -> Completion {
        guard let calls = client.calls else { return try await measured(prompt, .open) }
        let completion = try await calls.run { isEnding throws(LLMError) in try await measured(prompt, .counted(isEnding)) }
        // A refusal is a thing that the trace tells, too.
        return if let completion { completion } else { try await measured(prompt, .refused) }
    }

    /// Whether a completion may be made.
    private enum Admission: Sendable {
        case open
        /// Until the program ends.
        case counted(_ isEnding: @Sendable () -> Bool)
        case refused
    }

    private func measured(_ prompt: [Message], _ admission: Admission) async throws(LLMError) -> Completion {
        let elapsed = Stopwatch(client.clock).elapsed
        var totals = Totals()
        do throws(LLMError) {
            let completion = try await traced(prompt, &totals, admission, elapsed)
            if receive != nil { await events.emit(.streamEnd) }
            await events.emit(.complete(toolCalls: completion.toolRuns.count, length: completion.text.count))
            await record(.success(completion), to: prompt, totals, took: elapsed())
            return completion
        } catch {
            // What it was billed for is that of all its calls, not of the last one alone.
            var error = error
            error.usage = totals.usage
            error.cost = totals.cost
            await record(.failure(error), to: prompt, totals, took: elapsed())
            throw error
        }
    }

    private func record(_ outcome: Result<Completion, LLMError>, to prompt: [Message], _ totals: Totals, took: Duration) async {
        await client.evaluation?.take(outcome, to: prompt, after: conversation, by: client, totals, took: took)
    }

    private func traced(
        _ prompt: [Message],
        _ totals: inout Totals,
        _ admission: Admission,
        _ elapsed: @Sendable () -> Duration
    ) async throws(LLMError) -> Completion {
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.invokeAgent
        known[GenAI.Attributes.requestModel] = client.model
        known[OpenInference.spanKind] = OpenInference.Kinds.agent
        if let name = client.name { known[GenAI.Attributes.agentName] = name }
        if let id = conversation.id { known[GenAI.Attributes.conversationID] = id }
        if let structure {
            known[GenAI.Attributes.outputType] = "json"
            known[Glue.Attributes.outputMode] = structure.mode.rawValue
            known[Glue.Attributes.outputName] = structure.format.name
            known[Glue.Attributes.outputStrict] = structure.format.strict
        }
        if client.toolPolicy.condenses, !client.tools.isEmpty { known[Glue.Attributes.toolsCondensed] = true }
        return try await Step.run(
            SpanNames.invokeAgent(client.name),
            ofKind: .internal,
            tracer: tracer,
            known: known,
            measure: { metrics.completion(totals, took: elapsed(), $0) }
        ) { span throws(LLMError) in
            // Also a completion that fails says what it took until then.
            defer { span.change { $0.set(totals) } }
            if receive != nil { await events.emit(.streamStart) }
            switch admission {
            case .open: return try await rounds(prompt, &totals, span)
            case .counted(let isEnding):
                do throws(LLMError) {
                    return try await rounds(prompt, &totals, span)
                } catch {
                    throw error.kind == .cancelled && isEnding() ? shuttingDown("the program ended before the call did", error) : error
                }
            case .refused: throw shuttingDown("no more calls are taken, as the program ends")
            }
        }
    }

    private func shuttingDown(_ message: String, _ error: LLMError? = nil) -> LLMError {
        var error = error ?? LLMError(.shuttingDown, message, provider: client.provider.name, model: client.model)
        error.kind = .shuttingDown
        error.message = message
        return error
    }

    private func rounds(_ prompt: [Message], _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> Completion {
        let tools = try ToolSet(client.tools)
        let prompt = try await checked(prompt, &totals)
        if let structure { content.outputSchema(structure.format.schema, span) }
        content.agentInput(client.systemMessages + conversation.messages + prompt, span)
        let history = try await summarizedHistory(before: prompt, &totals, span)
        let before = client.systemMessages + (history ?? conversation.messages)
        var state = State(before: before, summarizedHistory: history, exchange: prompt, offer: tools.definitions)
        if let structure, tools.isEmpty { return try await structured(structure, &state, &totals, span) }
        var router = tools.isEmpty ? nil : client.toolPolicy.routing.map { ToolRouter(routing: $0, tools: tools) }
        if let router { state.offer = router.firstOffer }
        while true {
            var answer = try await iteration(request(state, span), &totals, span)
            guard !answer.message.toolCalls.isEmpty, !tools.isEmpty else { return try await finished(answer, &state, &totals, span) }
            try await checkRemark(&answer, &totals)
            var message = answer.message.asInput
            if let asked = router, let call = message.toolCalls.first(where: { $0.name == ToolRouter.name }) {
                state.offer = try await route(call, asked, task: prompt.last { $0.role == .user }, &totals, span)
                router = nil
                // What was said to the router is no part of the conversation; other calls beside it are.
                message = message.withoutCalls(of: ToolRouter.name)
            }
            if !message.toolCalls.isEmpty {
                let runs = try await run(message, tools, &state, &totals)
                if let last = runs.first(where: \.endsCall) { return try await ended(by: last, answer, &state, &totals, span) }
            }
            guard totals.calls >= client.limits.rounds else { continue }
            return try await outOfRounds(answer, &state, &totals, span)
        }
    }

    /// Runs the tools of an answer and adds the round to the exchange.
    private func run(
        _ message: Message,
        _ tools: ToolSet,
        _ state: inout State,
        _ totals: inout Totals
    ) async throws(LLMError) -> [ToolRun] {
        let runner = ToolRunner(
            client: client,
            conversationID: conversation.id,
            tools: tools,
            tracer: tracer,
            content: content,
            metrics: metrics,
            events: events,
            deadline: deadline,
            hooks: hooks,
            guardrails: guardrails
        )
        let runs = try await runner.run(message.toolCalls)
        totals.toolRuns += runs
        let round = ToolRound(answer: message, runs: runs)
        state.exchange += (client.toolPolicy.condenses ? round.condensed : nil) ?? round.messages
        if let receive {
            for run in runs { try await receive(.toolRun(run)) }
        }
        return runs
    }
}

extension CompletionLoop {
    /// Where a completion stands between two model calls.
    struct State: Sendable {
        /// What was said before: the system prompt and the conversation.
        let before: [Message]
        /// The conversation as it was summarised; nil where it was not.
        let summarizedHistory: [Message]?
        /// What this completion adds.
        var exchange: [Message]
        /// The tools that the model is offered.
        var offer: [ToolDefinition]
    }

    /// The next request, as far as the conversation's bound lets it.
    func request(_ state: State, _ span: any Span) -> ModelRequest {
        ModelRequest(
            model: client.model,
            messages: trimmed(state.before + state.exchange, span),
            tools: state.offer,
            parameters: client.parameters
        )
    }
}

extension Message {
    /// The message as the conversation keeps it: finish reasons belong to answers.
    var asInput: Message {
        var message = self
        message.finishReason = nil
        return message
    }

    fileprivate func withoutCalls(of name: String) -> Message {
        var message = self
        message.parts.removeAll { if case .toolCall(let call) = $0 { call.name == name } else { false } }
        return message
    }
}

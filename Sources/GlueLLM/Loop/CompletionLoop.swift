import GlueSemantics
import Tracing

/// The one loop of the engine: asks the model, runs the tools that it asks for, asks again.
struct CompletionLoop: Sendable {
    let client: LLMClient
    let conversation: Conversation
    let tracer: any Tracer
    let content: ContentWriter

    init(client: LLMClient, conversation: Conversation) {
        self.client = client
        self.conversation = conversation
        tracer = client.tracer ?? InstrumentationSystem.tracer
        content = ContentWriter(capture: client.contentCapture, redactor: client.redactor)
    }

    /// - Returns: What came of it, and all messages of the exchange, for the conversation.
    func run(_ prompt: [Message]) async throws(LLMError) -> (Completion, [Message]) {
        var known: SpanAttributes = [:]
        known[GenAI.Attributes.operationName] = GenAI.Operations.invokeAgent
        known[GenAI.Attributes.requestModel] = client.model
        known[OpenInference.spanKind] = OpenInference.Kinds.agent
        if let name = client.name { known[GenAI.Attributes.agentName] = name }
        if let id = conversation.id { known[GenAI.Attributes.conversationID] = id }
        return try await Step.run(SpanNames.invokeAgent(client.name), ofKind: .internal, tracer: tracer, known: known) {
            span throws(LLMError) in
            var totals = Totals()
            // Also a completion that fails says what it took until then.
            defer { span.updateAttributes { $0.set(totals) } }
            return try await rounds(prompt, &totals, span)
        }
    }

    private func rounds(_ prompt: [Message], _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> (Completion, [Message]) {
        let tools = try ToolSet(client.tools)
        let before = (client.systemPrompt.map { [Message.system($0)] } ?? []) + conversation.messages
        var exchange = prompt
        content.agentInput(before + prompt, span)
        let call = ModelCall(client: client, conversationID: conversation.id, tracer: tracer, content: content)
        let runner = ToolRunner(client: client, conversationID: conversation.id, tools: tools, tracer: tracer, content: content)

        while true {
            totals.begin()
            let request = ModelRequest(
                model: client.model,
                messages: before + exchange,
                tools: tools.definitions,
                parameters: client.parameters
            )
            let answer = try await ask(request, call, round: totals.calls)
            totals.add(answer)
            exchange.append(answer.message.asInput)
            guard !answer.message.toolCalls.isEmpty, !tools.isEmpty else {
                content.agentOutput(answer.message, span)
                return (completion(answer, answer.message, totals), exchange)
            }
            let runs = try await runner.run(answer.message.toolCalls)
            totals.toolRuns += runs
            exchange += runs.map { .tool(id: $0.call.id, response: $0.response) }
            if totals.calls >= client.limits.rounds { return (try outOfRounds(answer, totals, span), exchange) }
        }
    }

    private func ask(_ request: ModelRequest, _ call: ModelCall, round: Int) async throws(LLMError) -> ModelAnswer {
        do {
            return try await call.run(request)
        } catch {
            guard error.kind != .cancelled else { throw error }
            var error = error
            error.message = "iteration \(round)/\(client.limits.rounds): \(error.message)"
            throw error
        }
    }

    /// The model may not be asked again although it waits for answers of tools.
    private func outOfRounds(_ answer: ModelAnswer, _ totals: Totals, _ span: any Span) throws(LLMError) -> Completion {
        let error = LLMError(
            .tooManyRounds,
            "the model still asked for tools after \(totals.calls) calls; raise limits.rounds or give it a simpler task",
            provider: client.provider.name,
            model: client.model
        )
        guard case .answer(let text) = client.limits.afterLastRound else { throw error }
        span.fail(error)
        var message = Message.assistant(text)
        message.finishReason = answer.message.finishReason
        content.agentOutput(message, span)
        return completion(answer, message, totals)
    }

    private func completion(_ answer: ModelAnswer, _ message: Message, _ totals: Totals) -> Completion {
        Completion(
            message: message,
            usage: totals.usage,
            cost: totals.cost,
            rounds: totals.calls,
            finishReason: message.finishReason,
            model: answer.response.model ?? client.model,
            responseID: answer.response.id,
            toolRuns: totals.toolRuns
        )
    }
}

extension Message {
    /// The message as the conversation keeps it: finish reasons belong to answers.
    fileprivate var asInput: Message {
        var message = self
        message.finishReason = nil
        return message
    }
}

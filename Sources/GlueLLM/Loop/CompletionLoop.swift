import GlueSemantics
import Tracing

/// The one loop of the engine: asks the model, runs the tools that it asks for, asks again.
struct CompletionLoop: Sendable {
    /// What takes the events of a completion that is streamed.
    typealias Receiver = @Sendable (CompletionEvent<Never>) async throws(LLMError) -> Void

    let client: LLMClient
    let conversation: Conversation
    let receive: Receiver?
    let tracer: any Tracer
    let content: ContentWriter
    let metrics: CallMetrics
    let deadline: Deadline

    /// - Parameter receive: Nil for a completion that is made in one piece.
    init(client: LLMClient, conversation: Conversation, receive: Receiver? = nil) {
        self.client = client
        self.conversation = conversation
        self.receive = receive
        tracer = client.tracer ?? InstrumentationSystem.tracer
        content = ContentWriter(client)
        metrics = CallMetrics(client)
        deadline = Deadline(client.limits.whole, client.clock)
    }

    func run(_ prompt: [Message]) async throws(LLMError) -> Completion {
        let elapsed = Stopwatch(client.clock).elapsed
        var totals = Totals()
        do throws(LLMError) {
            let completion = try await traced(prompt, &totals)
            metrics.completion(totals, took: elapsed())
            return completion
        } catch {
            metrics.completion(totals, took: elapsed(), error)
            throw error
        }
    }

    private func traced(_ prompt: [Message], _ totals: inout Totals) async throws(LLMError) -> Completion {
        var known: SpanAttributes = [:]
        known[GenAI.Attributes.operationName] = GenAI.Operations.invokeAgent
        known[GenAI.Attributes.requestModel] = client.model
        known[OpenInference.spanKind] = OpenInference.Kinds.agent
        if let name = client.name { known[GenAI.Attributes.agentName] = name }
        if let id = conversation.id { known[GenAI.Attributes.conversationID] = id }
        return try await Step.run(SpanNames.invokeAgent(client.name), ofKind: .internal, tracer: tracer, known: known) {
            span throws(LLMError) in
            // Also a completion that fails says what it took until then.
            defer { span.updateAttributes { $0.set(totals) } }
            return try await rounds(prompt, &totals, span)
        }
    }

    private func rounds(_ prompt: [Message], _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> Completion {
        let tools = try ToolSet(client.tools)
        var exchange = prompt
        content.agentInput(client.systemMessages + conversation.messages + prompt, span)
        let history = try await summarizedHistory(before: prompt, &totals, span)
        let before = client.systemMessages + (history ?? conversation.messages)
        let runner = ToolRunner(
            client: client,
            conversationID: conversation.id,
            tools: tools,
            tracer: tracer,
            content: content,
            metrics: metrics,
            deadline: deadline
        )
        while true {
            let request = ModelRequest(
                model: client.model,
                messages: trimmed(before + exchange, span),
                tools: tools.definitions,
                parameters: client.parameters
            )
            let answer = try await ask(request, &totals)
            exchange.append(answer.message.asInput)
            guard !answer.message.toolCalls.isEmpty, !tools.isEmpty else {
                content.agentOutput(answer.message, span)
                return completion(answer, answer.message, totals, exchange, history)
            }
            let runs = try await runner.run(answer.message.toolCalls)
            totals.toolRuns += runs
            exchange += runs.map { .tool(id: $0.call.id, response: $0.response) }
            if let receive {
                for run in runs { try await receive(.toolRun(run)) }
            }
            if totals.calls >= client.limits.rounds { return try outOfRounds(answer, totals, exchange, history, span) }
        }
    }

    /// One model call, counted with whatever it took.
    func ask(_ request: ModelRequest, _ totals: inout Totals) async throws(LLMError) -> ModelAnswer {
        totals.begin()
        if deadline.remaining == .zero {
            throw LLMError(
                .timeout,
                "the completion took longer than limits.whole allows",
                provider: client.provider.name,
                model: request.model
            )
        }
        let call = ModelCall(
            client: client,
            conversationID: conversation.id,
            tracer: tracer,
            content: content,
            metrics: metrics,
            deadline: deadline
        )
        do throws(LLMError) {
            let answer = try await call.run(request, receive: pieces)
            totals.add(answer)
            if let receive, let usage = answer.response.usage { try await receive(.usage(usage)) }
            return answer
        } catch {
            totals.add(error)
            guard error.kind != .cancelled else { throw error }
            var error = error
            error.message = "iteration \(totals.calls)/\(client.limits.rounds): \(error.message)"
            throw error
        }
    }

    /// Passes the pieces of an answer on; nil where nobody takes them.
    private var pieces: EventReceiver? {
        guard let receive else { return nil }
        return { event throws(LLMError) in
            if let event = CompletionEvent<Never>(event) { try await receive(event) }
        }
    }

    /// The model may not be asked again although it waits for answers of tools.
    private func outOfRounds(
        _ answer: ModelAnswer,
        _ totals: Totals,
        _ exchange: [Message],
        _ history: [Message]?,
        _ span: any Span
    ) throws(LLMError) -> Completion {
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
        return completion(answer, message, totals, exchange, history)
    }

    private func completion(
        _ answer: ModelAnswer,
        _ message: Message,
        _ totals: Totals,
        _ exchange: [Message],
        _ history: [Message]?
    ) -> Completion {
        Completion(
            message: message,
            usage: totals.usage,
            cost: totals.cost ?? .unknown,
            rounds: totals.calls,
            finishReason: message.finishReason,
            model: answer.response.model ?? client.model,
            responseID: answer.response.id,
            toolRuns: totals.toolRuns,
            exchange: exchange,
            summarizedHistory: history,
            tokenProbabilities: answer.response.tokenProbabilities.first ?? []
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

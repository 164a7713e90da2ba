import GlueLLM
import GlueRedaction
import GlueSemantics
import Logging
import ServiceContextModule
import Tracing

/// One recorded completion, made again.
struct SessionDrive: Sendable {
    let session: RecordedSession
    let book: AnswerBook
    let prices: PriceTable
    let tracer: any Tracer
    let speed: ReplaySpeed

    /// Tools that run for real in place of their recorded answers.
    var realTools: [any Tool] = []
    /// What goes on live behind the recording; nil for a replay alone.
    var fork: ForkedSession?

    /// - Parameter conversations: What was said so far in the replay, by the conversation's id.
    func run(_ conversations: inout [String: Conversation]) async {
        var messages = fork?.prompt ?? session.prompt ?? []
        var client = client
        if let systemPrompt {
            client.systemPrompt = fork?.systemPrompt ?? systemPrompt
            messages.removeFirst()
        } else if let prompt = fork?.systemPrompt {
            client.systemPrompt = prompt
        }
        var conversation = Conversation(id: session.conversationID)
        // A later turn goes on with what the replay itself said before.
        if let id = session.conversationID, let before = conversations[id], before.messages.count < messages.count {
            conversation = before
            messages.removeFirst(before.messages.count)
        }
        var context = ServiceContext.topLevel
        context.correlationID = session.correlationID
        context.isOffline = fork == nil
        // What it throws is in its span, where it is compared like everything else.
        conversation = await ServiceContext.withValue(context) { [conversation, messages, client] in
            var conversation = conversation
            switch (session.output?.format, isStreamed) {
            case (nil, false): _ = try? await client.complete(messages, in: &conversation)
            case (nil, true):
                let answer = try? await client.streamComplete(messages, in: conversation).result()
                conversation.messages += answer?.completion.exchange ?? []
            case (let format?, false): _ = try? await client.structuredComplete(messages, schema: format, in: &conversation)
            case (let format?, true):
                let answer = try? await client.streamComplete(messages, schema: format, in: conversation).result()
                conversation.messages += answer?.completion.exchange ?? []
            }
            return conversation
        }
        if let id = session.conversationID { conversations[id] = conversation }
    }

    /// The prompt that the client sets itself; nil where the conversation has none, or one that no client makes.
    var systemPrompt: String? {
        guard let first = (fork?.prompt ?? session.prompt)?.first, first.role == .system, first.parts.count == 1,
            case .text(let text) = first.parts[0]
        else { return nil }
        return text
    }

    /// Whether the answers came in pieces.
    private var isStreamed: Bool { session.exchanges.contains { $0.streamed == true } }

    /// The client that made the completion, but for what it asks: the recording.
    var client: LLMClient {
        let tools = RecordedTools(session, live: fork?.tools ?? realTools, prefersLive: fork == nil)
        let mock = MockProvider(book, speed: speed, structuredOutput: session.output?.mode ?? .prompt)
        var client = LLMClient(
            model: session.model,
            provider: mock,
            name: session.agent,
            tools: tools.tools,
            parameters: session.exchanges.first?.parameters ?? ModelParameters(),
            limits: limits,
            // Whether an attempt is repeated is said by each recorded failure.
            retry: RetryPolicy(attempts: .max, backoff: Backoff(initial: .zero, maximum: ReplayClock.never)),
            toolPolicy: ToolPolicy(approve: tools.approve, condenses: session.condensesTools),
            prices: prices,
            // What was cut when it was recorded is not driven again, so nothing is cut here.
            contentCapture: ContentCapture(onSpans: true, bound: ContentBound(bytes: 1 << 40)),
            redactor: .none,
            tracer: tracer,
            logger: .silent,
            clock: speed == .max ? ReplayClock() : ContinuousClock()
        )
        guard let fork else { return client }
        let provider = fork.provider(behind: mock)
        client.provider = provider
        client.revise = provider.revised
        // What is asked for real takes its time, and fails as things fail.
        client.limits = CallLimits()
        client.retry = RetryPolicy()
        client.clock = ContinuousClock()
        client.redactor = .secrets
        return client
    }

    private var limits: CallLimits {
        var limits = CallLimits(rounds: recordedLimit ?? .max, attempt: ReplayClock.never, tool: nil, repairs: session.output?.repairs ?? 0)
        if let answer = session.answer, session.error?.kind == .tooManyRounds { limits.afterLastRound = .answer(answer.text) }
        return limits
    }

    /// The limit on rounds, where the recording tells: it was reached, or a failure's words name it.
    private var recordedLimit: Int? {
        guard let error = session.error else { return nil }
        if error.kind == .tooManyRounds { return session.rounds }
        let prefix = "iteration \(session.rounds)/"
        guard error.message.hasPrefix(prefix) else { return nil }
        return Int(error.message.dropFirst(prefix.count).prefix(while: \.isNumber))
    }
}

import GlueJSON
import GlueLLM
import GlueSemantics
import Synchronization
import Tracing

/// A provider whose answers the test writes down, and that keeps what it was asked.
struct ScriptedProvider: ModelProvider {
    var name = "openai"
    var server: ServerAddress? = ServerAddress(host: "api.openai.com", port: 443)
    private var mode = StructuredOutputMode.prompt
    private let script: Script

    /// Answers the first request with the first reply, and so on; one request too many is an error that says so.
    init(_ replies: [Reply]) {
        script = Script { index in
            replies.indices.contains(index) ? replies[index] : .failure(LLMError(.other, "the script has no reply \(index + 1)"))
        }
    }

    init(_ replies: [Reply], structuredOutput mode: StructuredOutputMode) {
        self.init(replies)
        self.mode = mode
    }

    func structuredOutput(for model: String) -> StructuredOutputMode { mode }

    /// Answers every request with the same reply.
    init(always reply: Reply) { script = Script { _ in reply } }

    var requests: [ModelRequest] { script.requests.withLock { $0 } }
    var attempts: [Int] { script.attempts.withLock { $0 } }
    /// The key of each attempt; nil for one without.
    var keys: [APIKey?] { script.keys.withLock { $0 } }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await respond(to: request, attempt: Attempt(tracer: NoOpTracer()))
    }

    func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        let index = script.requests.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        script.attempts.withLock { $0.append(attempt.resendCount) }
        script.keys.withLock { $0.append(attempt.key) }
        switch script.reply(index) {
        case .response(let response): return response
        case .failure(let error): throw error
        case .pieces(let events, let error):
            if let error { throw error }
            var assembly = ResponseAssembly()
            for event in events { assembly.add(event) }
            return assembly.response
        case .hang(let began):
            began()
            try? await Task.sleep(for: .seconds(3600))
            throw LLMError(attempt.hasTimedOut ? .timeout : .cancelled, "the script was cut short")
        }
    }

    func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        guard case .pieces(let events, let error) = script.reply(script.requests.withLock { $0.count }) else {
            for event in try await respond(to: request, attempt: attempt).events { try await receive(event) }
            return
        }
        script.requests.withLock { $0.append(request) }
        script.attempts.withLock { $0.append(attempt.resendCount) }
        for event in events {
            if Task.isCancelled { throw LLMError(attempt.hasTimedOut ? .timeout : .cancelled, "the script was cut short") }
            try await receive(event)
            script.passed.withLock { $0 += 1 }
        }
        if let error { throw error }
    }

    /// How many pieces were taken by whoever asked for them.
    var passed: Int { script.passed.withLock { $0 } }

    enum Reply: Sendable {
        case response(ModelResponse)
        case failure(LLMError)
        /// An answer in pieces, and how it breaks off; nil for one that comes to its end.
        case pieces([ModelEvent], LLMError? = nil)
        /// Answers only when it is cancelled.
        case hang(began: @Sendable () -> Void)

        static let hang = Reply.hang(began: {})
    }

    private final class Script: Sendable {
        let reply: @Sendable (Int) -> Reply
        let requests = Mutex<[ModelRequest]>([])
        let attempts = Mutex<[Int]>([])
        let keys = Mutex<[APIKey?]>([])
        let passed = Mutex(0)

        init(_ reply: @escaping @Sendable (Int) -> Reply) { self.reply = reply }
    }
}

extension ScriptedProvider.Reply: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { self = .text(text) }

    static func text(_ text: String, _ usage: Usage? = nil) -> Self { .response(ModelResponse(choices: [.assistant(text)], usage: usage)) }

    static func fails(_ kind: LLMError.Kind, retryAfter: Duration? = nil) -> Self {
        .failure(LLMError(kind, "scripted", retryAfter: retryAfter))
    }

    static func calls(_ calls: ToolCall..., usage: Usage? = nil) -> Self {
        .response(
            ModelResponse(choices: [Message(.assistant, parts: calls.map(MessagePart.toolCall), finishReason: .toolCall)], usage: usage)
        )
    }
}

extension ToolCall {
    static func add(_ a: Int64, _ b: Int64, id: String = "call_1") -> ToolCall {
        ToolCall(id: id, name: "add", arguments: ["a": .integer(a), "b": .integer(b)])
    }
}

import GlueLLM
import GlueSemantics
import Synchronization
import Tracing

/// Answers the first requests from a recording and passes the others on.
final class ForkProvider: ModelProvider {
    private let mock: MockProvider
    private let fork: Fork
    private let recorded: Int
    private let answered = Mutex(0)

    init(mock: MockProvider, fork: Fork, recorded: Int) {
        self.mock = mock
        self.fork = fork
        self.recorded = recorded
    }

    private var isLive: Bool { answered.withLock { $0 >= recorded } }

    var name: String { isLive ? fork.provider.name : mock.name }
    var server: ServerAddress? { isLive ? fork.provider.server : mock.server }

    func structuredOutput(for model: String) -> StructuredOutputMode { mock.structuredOutput(for: model) }

    func details(of request: ModelRequest) -> [String: String] {
        isLive ? fork.provider.details(of: request) : mock.details(of: request)
    }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await respond(to: request, attempt: Attempt(tracer: NoOpTracer()))
    }

    func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        guard !isLive else { return try await fork.provider.respond(to: request, attempt: attempt) }
        let response = try await mock.respond(to: request, attempt: attempt)
        answered.withLock { $0 += 1 }
        return response.replacing(fork.replacements)
    }

    func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        guard !isLive else { return try await fork.provider.stream(request, attempt: attempt, to: receive) }
        // Whole, as a mark may be spread over pieces.
        let response = try await mock.respond(to: request, attempt: attempt).replacing(fork.replacements)
        answered.withLock { $0 += 1 }
        for event in response.events { try await receive(event) }
    }

    /// The request as it is asked for real; unchanged where the recording answers.
    func revised(_ request: ModelRequest) -> ModelRequest {
        guard isLive else { return request }
        var request = request
        if let model = fork.model { request.model = model }
        if let prompt = fork.systemPrompt {
            request.messages.removeAll { $0.role == .system }
            request.messages.insert(.system(prompt), at: 0)
        }
        return request
    }
}

extension ModelResponse {
    fileprivate func replacing(_ replacements: [String: String]) -> ModelResponse {
        var response = self
        response.choices = choices.map { $0.replacing(replacements) }
        return response
    }
}

public import GlueLLM

/// A provider that answers from a recording, within the process: no network is reachable through it.
///
/// ```swift
/// let provider = MockProvider(AnswerBook(recording.exchanges, matching: .strict))
/// let client = LLMClient(model: "gpt-4o-mini", provider: provider)
/// ```
public struct MockProvider: ModelProvider {
    public let name: String
    public let server: ServerAddress?
    public let book: AnswerBook
    private let mode: StructuredOutputMode

    /// - Parameters:
    ///   - name: Nil for the recorded provider's.
    ///   - server: What spans name as the server; nil for the recorded one.
    ///   - structuredOutput: How answers in a form are asked for.
    public init(
        _ book: AnswerBook,
        name: String? = nil,
        server: ServerAddress? = nil,
        structuredOutput mode: StructuredOutputMode = .prompt
    ) {
        self.mode = mode
        self.book = book
        self.name = name ?? book.exchanges.lazy.compactMap(\.provider).first ?? "mock"
        self.server = server ?? book.exchanges.first?.server
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { mode }

    public func details(of request: ModelRequest) -> [String: String] { book.exchanges.first?.requestDetails ?? [:] }

    /// - Throws: The recorded failure, retryable where it was tried again; ``LLMError/Kind/configuration`` with the nearest
    ///   recording where there is no answer.
    public func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        let answer: AnswerBook.Answer
        do {
            (answer, _) = try book.answer(to: request)
        } catch {
            // The differences hold message content, which is not for spans.
            throw LLMError(.configuration, error.summary, isRetryable: false, excerpt: error.description)
        }
        switch answer {
        case .response(let response): return response
        case .failure(let failure, let isFinal): throw LLMError(failure, isRetryable: !isFinal)
        }
    }
}

extension LLMError {
    /// A recorded failure as the engine's error.
    init(_ failure: RecordedFailure, isRetryable: Bool) {
        self.init(
            failure.kind,
            failure.message.isEmpty ? "the recorded attempt failed with \(failure.type)" : failure.message,
            status: failure.status,
            retryAfter: failure.delay,
            isRetryable: isRetryable
        )
    }
}

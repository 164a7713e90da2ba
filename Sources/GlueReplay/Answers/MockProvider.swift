public import GlueLLM
import GlueSemantics
import NIOCore
import Tracing

/// A provider that answers from a recording, within the process: no network is reachable through it.
///
/// ```swift
/// let provider = MockProvider(AnswerBook(recording.exchanges, matching: .strict))
/// let client = LLMClient(model: "gpt-4o-mini", provider: provider)
/// ```
/// A streamed answer comes in the pieces in which it was recorded, by way of the same parser; where the wire was not
/// recorded, word by word.
public struct MockProvider: ModelProvider {
    public let name: String
    public let server: ServerAddress?
    public let book: AnswerBook
    /// How fast answers come, by the clock of the client that asks.
    public let speed: ReplaySpeed
    private let mode: StructuredOutputMode

    /// - Parameters:
    ///   - name: Nil for the recorded provider's.
    ///   - server: What spans name as the server; nil for the recorded one.
    ///   - structuredOutput: How answers in a form are asked for.
    public init(
        _ book: AnswerBook,
        name: String? = nil,
        server: ServerAddress? = nil,
        speed: ReplaySpeed = .max,
        structuredOutput mode: StructuredOutputMode = .prompt
    ) {
        self.mode = mode
        self.book = book
        self.speed = speed
        self.name = name ?? book.provider ?? "mock"
        self.server = server ?? book.exchanges.first?.server
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { mode }

    public func details(of request: ModelRequest) -> [String: String] { book.exchanges.first?.requestDetails ?? [:] }

    public func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await respond(to: request, attempt: Attempt(tracer: NoOpTracer()))
    }

    /// - Throws: The recorded failure, retryable where it was tried again; ``LLMError/Kind/configuration`` with the nearest
    ///   recording where there is no answer.
    public func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        let (answer, exchange) = try answer(to: request)
        switch answer {
        case .response(let response):
            try await wait(exchange.duration, attempt)
            return response
        case .failure(let failure, let isFinal): throw LLMError(failure, isRetryable: !isFinal)
        case .fault(let fault):
            switch fault.kind {
            case .status(let status, let after): throw Self.refusal(status, after)
            case .cut: throw Self.broken
            case .stall(let duration): try await stall(duration, attempt)
            case .garbled: throw LLMError(.invalidResponse, "a planned fault: the answer is no JSON")
            case .slow(let duration): try await sleep(duration, attempt)
            case .split, .usage: break
            }
            return ModelResponse(exchange)
        }
    }

    public func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        let (answer, exchange) = try answer(to: request)
        switch answer {
        case .response(let response):
            guard let wire = exchange.wire, wire.isStreamed, let api = wire.api else {
                return try await pass(response, exchange, attempt, to: receive)
            }
            try await pass(TimedAnswer(wire), api, attempt, to: receive)
        case .failure(let failure, let isFinal): throw LLMError(failure, isRetryable: !isFinal)
        case .fault(let fault):
            if case .status(let status, let after) = fault.kind { throw Self.refusal(status, after) }
            let api = exchange.wire?.api ?? .chatCompletions
            let arrived = ArrivedRequest(request: request, isStreamed: true, includesUsage: true)
            try await pass(TimedAnswer(exchange, api, arrived).struck(by: fault, api), api, attempt, to: receive)
        }
    }

    private func answer(to request: ModelRequest) throws(LLMError) -> (AnswerBook.Answer, Exchange) {
        do {
            return try book.answer(to: request)
        } catch {
            // The differences hold message content, which is not for spans.
            throw LLMError(.configuration, error.summary, isRetryable: false, excerpt: error.description)
        }
    }

    /// Passes an answer on word by word, at the recorded pace.
    private func pass(
        _ response: ModelResponse,
        _ exchange: Exchange,
        _ attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        let events = response.events.flatMap(\.inPieces)
        let first = min(exchange.timeToFirstChunk ?? exchange.duration, exchange.duration)
        let gap = events.count > 1 ? (exchange.duration - first) / (events.count - 1) : .zero
        var pace = Pace(speed, attempt.clock)
        for (index, event) in events.enumerated() {
            try await pace.reach(first + gap * index)
            try await receive(event)
        }
    }

    /// Passes bytes on by way of the parser that read them when they were recorded.
    private func pass(
        _ answer: TimedAnswer,
        _ api: WireAPI,
        _ attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        guard let form = api.answerForm else { throw LLMError(.invalidResponse, "the recorded answer is none of a model's") }
        let service = try HTTPService(name: name, baseURL: "http://recording.invalid")
        var decoder = AnswerDecoder(.serverSentEvents, form.reader, service)
        var events: [ModelEvent] = []
        var pace = Pace(speed, attempt.clock)
        for piece in answer.pieces {
            try await pace.reach(piece.time)
            do throws(LLMError) {
                try decoder.read(ByteBuffer(bytes: piece.bytes), into: &events)
            } catch {
                for event in events { try await receive(event) }
                throw error
            }
            for event in events { try await receive(event) }
            events.removeAll(keepingCapacity: true)
        }
        if case .stall(let duration) = answer.ending { try await stall(duration, attempt) }
        try decoder.finish(into: &events)
        for event in events { try await receive(event) }
        guard decoder.progress != .open else { throw Self.broken }
    }

    private func wait(_ duration: Duration, _ attempt: Attempt) async throws(LLMError) {
        var pace = Pace(speed, attempt.clock)
        try await pace.reach(duration)
    }

    /// A server that says nothing for longer than it may is given up before the time is over.
    private func stall(_ duration: Duration, _ attempt: Attempt) async throws(LLMError) {
        let patience = attempt.silence ?? .seconds(60)
        try await sleep(min(duration, patience), attempt)
        guard duration < patience else { throw LLMError(.timeout, "a planned fault: nothing came for \(patience)") }
        throw Self.broken
    }

    private func sleep(_ duration: Duration, _ attempt: Attempt) async throws(LLMError) {
        do {
            try await attempt.clock.sleep(for: duration)
        } catch {
            throw LLMError(.cancelled, "the call was cancelled")
        }
    }

    private static func refusal(_ status: Int, _ after: Duration?) -> LLMError {
        let failure = RecordedFailure(type: "\(status)", message: "a planned fault: refused with \(status)", status: status, delay: after)
        return LLMError(failure, isRetryable: nil)
    }

    private static var broken: LLMError { LLMError(.connection, "the connection ended before the answer did") }
}

extension LLMError {
    /// A recorded failure as the engine's error.
    ///
    /// - Parameter isRetryable: Nil for what the failure's kind says.
    init(_ failure: RecordedFailure, isRetryable: Bool?) {
        self.init(
            failure.kind,
            failure.message.isEmpty ? "the recorded attempt failed with \(failure.type)" : failure.message,
            status: failure.status,
            retryAfter: failure.delay,
            isRetryable: isRetryable
        )
    }
}

extension ModelEvent {
    /// Text word by word, anything else as it is.
    fileprivate var inPieces: [ModelEvent] {
        switch self {
        case .text(let text, let choice): OpenAIChat.pieces(of: text).map { .text($0, choice: choice) }
        case .reasoning(let text, let choice): OpenAIChat.pieces(of: text).map { .reasoning($0, choice: choice) }
        default: [self]
        }
    }
}

/// A completion as it is being made.
///
/// ```swift
/// for try await event in client.streamComplete("Tell me a story.") {
///     if case .text(let text) = event { print(text, terminator: "") }
/// }
/// ```
/// The call begins with the first event that is asked for and goes on as fast as events are taken: a provider is read no
/// further ahead. Whoever stops iterating, or is cancelled, ends the call and closes its connection. Each iteration makes
/// the call anew.
public struct CompletionStream<Value: Sendable>: AsyncSequence, Sendable {
    public typealias Element = CompletionEvent<Value>
    public typealias Failure = LLMError

    typealias Receiver = PulledCall<Element>.Receiver

    private let run: @Sendable (@escaping Receiver) async throws(LLMError) -> Void

    /// - Parameter run: Makes the call and hands its events on, the last one included. It runs in the context in which
    ///   the stream was made, so that its spans belong to where the call was written.
    init(_ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void) {
        self.run = PulledCall.keepingContext(run)
    }

    public func makeAsyncIterator() -> Iterator { Iterator(call: PulledCall(run)) }

    /// The events of one call.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let call: PulledCall<Element>

        public mutating func next() async throws(LLMError) -> Element? { try await call.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(LLMError) -> Element? {
            try await call.next()
        }
    }

    /// Takes all events and returns the end.
    ///
    /// - Throws: ``LLMError``, with what had come until then as its partial output.
    public func result() async throws(LLMError) -> (completion: Completion, value: Value) {
        var last: (Completion, Value)?
        for try await event in self {
            if case .finished(let completion, let value) = event { last = (completion, value) }
        }
        guard let last else { throw LLMError(.cancelled, "the call was cancelled") }
        return last
    }
}

extension CompletionStream {
    /// The pieces of the answer's text alone, those of answers that ask for tools included.
    public var text: AsyncThrowingCompactMapSequence<Self, String> {
        compactMap { event in
            if case .text(let text) = event { text } else { nil }
        }
    }
}

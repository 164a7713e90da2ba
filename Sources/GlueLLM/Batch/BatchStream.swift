import ServiceContextModule

/// Something that happens while a batch is worked off.
public enum BatchEvent: Sendable {
    /// An item has ended. They come in the order in which they end.
    case result(BatchResult)
    /// The last event.
    case finished(BatchSummary)
}

/// The results of a batch as they come.
///
/// The batch begins with the first event that is asked for. Whoever stops iterating, or is cancelled, ends it. Each
/// iteration works the batch off anew.
public struct BatchStream: AsyncSequence, Sendable {
    public typealias Element = BatchEvent
    public typealias Failure = LLMError

    typealias Receiver = PulledCall<BatchEvent>.Receiver

    private let run: @Sendable (@escaping Receiver) async throws(LLMError) -> Void

    init(_ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void) {
        self.run = PulledCall.keepingContext(run)
    }

    public func makeAsyncIterator() -> Iterator { Iterator(call: PulledCall(run)) }

    /// The events of one run.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let call: PulledCall<BatchEvent>

        public mutating func next() async throws(LLMError) -> BatchEvent? { try await call.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(LLMError) -> BatchEvent? {
            try await call.next()
        }
    }
}

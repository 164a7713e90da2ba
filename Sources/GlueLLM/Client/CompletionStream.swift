import AsyncAlgorithms
import ServiceContextModule
import Tracing

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

    typealias Receiver = @Sendable (Element) async throws(LLMError) -> Void

    private let run: @Sendable (@escaping Receiver) async throws(LLMError) -> Void

    /// - Parameter run: Makes the call and hands its events on, the last one included. It runs in the context in which
    ///   the stream was made, so that its spans belong to where the call was written.
    init(_ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void) {
        let context = ServiceContext.current ?? .topLevel
        self.run = { receive throws(LLMError) in
            let result = await ServiceContext.withValue(context) { () async -> Result<Void, LLMError> in
                do throws(LLMError) {
                    return .success(try await run(receive))
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(call: Call(run)) }

    /// The events of one call.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let call: Call

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

    /// The call behind an iterator. It ends with the iterator.
    fileprivate final class Call: Sendable {
        private let channel = AsyncThrowingChannel<Element, any Error>()
        private let run: @Sendable (@escaping Receiver) async throws(LLMError) -> Void
        private let task = Once<Task<Void, Never>>()

        init(_ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void) { self.run = run }

        deinit { task.value?.cancel() }

        func next() async throws(LLMError) -> Element? {
            let task = self.task.get { start() }
            let result = await withTaskCancellationHandler {
                await received()
            } onCancel: {
                task.cancel()
            }
            return try result.get()
        }

        private func start() -> Task<Void, Never> {
            // Nothing of `self`: the task must not keep the iterator alive that is to end it.
            Task { [channel, run] in
                do throws(LLMError) {
                    try await run { event throws(LLMError) in
                        await channel.send(event)
                        if Task.isCancelled { throw LLMError(.cancelled, "the call was cancelled") }
                    }
                    channel.finish()
                } catch {
                    channel.fail(error)
                }
            }
        }

        private func received() async -> Result<Element?, LLMError> {
            var iterator = channel.makeAsyncIterator()
            do {
                guard let element = try await iterator.next() else {
                    // A channel whose reader is cancelled just ends.
                    return Task.isCancelled ? .failure(LLMError(.cancelled, "the call was cancelled")) : .success(nil)
                }
                return .success(element)
            } catch let error as LLMError {
                return .failure(error)
            } catch {
                return .failure(LLMError(classifying: "\(error)", type: "\(type(of: error))"))
            }
        }
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

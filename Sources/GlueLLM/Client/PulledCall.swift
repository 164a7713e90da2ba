import AsyncAlgorithms
import ServiceContextModule

/// A call whose events are pulled one by one. It begins with the first that is asked for and ends with its iterator.
final class PulledCall<Element: Sendable>: Sendable {
    typealias Receiver = @Sendable (Element) async throws(LLMError) -> Void

    private let channel = AsyncThrowingChannel<Element, any Error>()
    private let run: @Sendable (@escaping Receiver) async throws(LLMError) -> Void
    private let task = Once<Task<Void, Never>>()

    /// - Parameter run: Makes the call and hands its events on, the last one included.
    init(_ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void) { self.run = run }

    deinit { task.value?.cancel() }

    /// The call in the context in which this is called, so that its spans belong to where the call was written.
    static func keepingContext(
        _ run: @escaping @Sendable (@escaping Receiver) async throws(LLMError) -> Void
    ) -> @Sendable (@escaping Receiver) async throws(LLMError) -> Void {
        let context = ServiceContext.current ?? .topLevel
        return { receive throws(LLMError) in
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

import GlueSemantics
import Logging

/// Tells the events of one completion to whoever wants them.
struct ProcessEvents: Sendable {
    private let sinks: [any ProcessEventSink]
    private let model: String
    private let correlationID: String?
    private let elapsed: @Sendable () -> Duration
    private let logger: Logger

    init(_ client: LLMClient) {
        sinks = (client.onStatus.map { [Observer(body: $0)] } ?? []) + client.sinks
        model = client.model
        // Where nobody listens nothing is told.
        correlationID = sinks.isEmpty ? nil : CorrelationID.current
        elapsed = Stopwatch(client.clock).elapsed
        logger = client.logger
    }

    /// - Parameter model: The one that the event is about; nil for the client's.
    func emit(_ kind: @autoclosure () -> ProcessEvent.Kind, model: String? = nil) async {
        guard !sinks.isEmpty else { return }
        let event = ProcessEvent(kind(), model: model ?? self.model, correlationID: correlationID, elapsed: elapsed())
        for sink in sinks {
            do {
                try await sink.receive(event)
            } catch {
                // Not what it says: that may be content.
                logger.warning(
                    "A sink did not take an event",
                    metadata: ["event": "\(event.name)", "sink": "\(type(of: sink))", "error.type": "\(type(of: error))"]
                )
            }
        }
    }

    private struct Observer: ProcessEventSink {
        let body: @Sendable (ProcessEvent) async throws -> Void
        func receive(_ event: ProcessEvent) async throws { try await body(event) }
    }
}

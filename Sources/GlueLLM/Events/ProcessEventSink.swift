/// Somewhere that the events of calls go.
///
/// ``LLMClient/onStatus`` is the short way to one. Events come in order, and the call goes on once one is received: a sink
/// that takes its time takes it from the call. What it throws is logged and changes nothing.
public protocol ProcessEventSink: Sendable {
    func receive(_ event: ProcessEvent) async throws
}

/// A client for all who work on one call: its forty parts are copied once and not by each of them.
final class SharedClient: Sendable {
    let value: LLMClient

    init(_ value: LLMClient) { self.value = value }

    /// As `LLMClient.movedOn(by:)`.
    func movedOn(by count: Int) -> SharedClient { count > 0 ? SharedClient(value.movedOn(by: count)) : self }
}

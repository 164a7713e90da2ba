import GlueLLM

/// A tool that takes its time.
struct Errand: Tool {
    struct Arguments: Decodable {}

    let name: String
    let clock: ServiceClock
    let time: Duration
    let fails: Bool
    let description = "Runs an errand"
    let parameters = JSONSchema.object([:])

    func call(arguments: Arguments) async throws -> String {
        clock.advance(by: time)
        if fails { throw LLMError(.other, "the road is closed") }
        return "done"
    }
}

import GlueJSON
import GlueOTLP
import GlueSemantics

/// Finds the step that brought a value which diverges in a later one.
///
/// A wrong answer is not wrong where it is given, as it is replayed as it was recorded; it shows where the next request
/// quotes it, where a tool runs with it, or where the agent passes it on.
enum Origin {
    /// - Parameters:
    ///   - place: Where within the attribute, such as `[2].parts[0].content`.
    ///   - steps: The steps that came before, in order.
    static func step(of key: String, at place: String, in step: TraceStep, among steps: [TraceStep]) -> TraceStep? {
        switch key {
        case GenAINames.inputMessages:
            guard let message = message(of: key, at: place, in: step) else { return nil }
            if let id = answeredCall(message) { return steps.last { $0.isTool && $0.callID == id } }
            return steps.last { $0.isModelCall && said(message, by: $0) }
        case OpenInference.outputValue where !step.isTool:
            guard let message = message(of: key, at: place, in: step) else { return nil }
            return steps.last { $0.isModelCall && said(message, by: $0) }
        case GenAINames.toolCallArguments, OpenInference.inputValue, GenAINames.toolName:
            guard step.isTool, let id = step.callID else { return nil }
            return steps.last { $0.isModelCall && $0.answer.map { calls(in: $0).contains(id) } ?? false }
        default: return nil
        }
    }

    private static func message(of key: String, at place: String, in step: TraceStep) -> JSONValue? {
        let messages = step.span.attributes[key]?.structured
        guard place.hasPrefix("["), let end = place.firstIndex(of: "]"), let index = Int(place[place.index(after: place.startIndex)..<end])
        else { return nil }
        return messages?[index]
    }

    private static func said(_ message: JSONValue, by step: TraceStep) -> Bool {
        message["role"] == "assistant" && step.answer?["parts"] == message["parts"]
    }

    private static func answeredCall(_ message: JSONValue) -> String? {
        message["parts"]?.array?.first { $0["type"] == "tool_call_response" }?["id"]?.string
    }

    private static func calls(in answer: JSONValue) -> [String] {
        (answer["parts"]?.array ?? []).filter { $0["type"] == "tool_call" }.compactMap { $0["id"]?.string }
    }
}

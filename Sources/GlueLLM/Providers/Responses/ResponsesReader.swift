import GlueJSON
import GlueSemantics

/// Reads a streamed answer of OpenAI's Responses.
///
/// Source: OpenAI API reference, "Streaming events".
struct ResponsesReader: AnswerReader {
    let keepsID: Bool
    private(set) var progress = AnswerProgress.open
    private var hasStarted = false
    private var hasRefused = false
    /// Which tool call each item of the output is.
    private var calls: [Int: Call] = [:]
    /// The items that told what the model thinks already.
    private var thoughts: Set<Int> = []

    private struct Call {
        var index: Int
        var hasArguments = false
    }

    init(keepsID: Bool) { self.keepsID = keepsID }

    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) {
        switch piece["type"]?.string {
        case "response.created", "response.in_progress", "response.queued": start(piece["response"], &events)
        case "response.output_item.added": add(piece["item"] ?? .null, item(piece), &events)
        case "response.output_text.delta":
            if let text = piece["delta"]?.nonEmptyString { events.append(.text(text)) }
            let tokens = [TokenProbability](openAI: piece["logprobs"].map { ["content": $0] })
            if !tokens.isEmpty { events.append(.tokenProbabilities(tokens)) }
        case "response.refusal.delta":
            hasRefused = true
            if let text = piece["delta"]?.nonEmptyString { events.append(.text(text)) }
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
            if let text = piece["delta"]?.nonEmptyString { events.append(.reasoning(text)) }
        case "response.reasoning_summary_part.added", "response.content_part.added": separate(piece, &events)
        case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
            guard let call = calls[item(piece)], let text = piece["delta"]?.nonEmptyString else { break }
            calls[item(piece)]?.hasArguments = true
            events.append(.toolCall(ToolCallPiece(index: call.index, arguments: text)))
        case "response.output_item.done": finish(piece["item"] ?? .null, item(piece), &events)
        case "response.completed", "response.incomplete": finish(piece["response"] ?? .null, &events)
        // Ends of what came in pieces, the progress of OpenAI's own tools, and what is not known yet.
        default: break
        }
    }

    private func item(_ piece: JSONValue) -> Int { piece["output_index"]?.count ?? 0 }

    private mutating func start(_ response: JSONValue?, _ events: inout [ModelEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(.started(id: response?["id"]?.string, model: response?["model"]?.string))
    }

    private mutating func add(_ content: JSONValue, _ item: Int, _ events: inout [ModelEvent]) {
        guard let type = content["type"]?.string, type == "function_call" || type == "custom_tool_call" else { return }
        let call = Call(index: calls.count)
        calls[item] = call
        events.append(.toolCall(ToolCallPiece(index: call.index, id: content["call_id"]?.string, name: content["name"]?.string)))
    }

    /// Keeps the pieces of a thought apart like paragraphs.
    private mutating func separate(_ piece: JSONValue, _ events: inout [ModelEvent]) {
        let isThought =
            piece["type"]?.string == "response.reasoning_summary_part.added" || piece["part"]?["type"]?.string == "reasoning_text"
        guard isThought, !thoughts.insert(item(piece)).inserted else { return }
        events.append(.reasoning("\n\n"))
    }

    private mutating func finish(_ content: JSONValue, _ item: Int, _ events: inout [ModelEvent]) {
        switch content["type"]?.string {
        case "message": break
        case "function_call", "custom_tool_call":
            // Not every server sends the arguments in pieces.
            guard let call = calls[item], !call.hasArguments else { return }
            let arguments = (content["arguments"] ?? content["input"])?.string ?? ""
            events.append(.toolCall(ToolCallPiece(index: call.index, arguments: arguments)))
        default: for part in [MessagePart].state(responses: content) { events.append(.part(part)) }
        }
    }

    private mutating func finish(_ response: JSONValue, _ events: inout [ModelEvent]) {
        progress = .over
        start(response, &events)
        if keepsID, let id = response["id"]?.string { events.append(.part(.responseID(id))) }
        let details = ModelResponse.details(openAI: response)
        if !details.isEmpty { events.append(.details(details)) }
        if let usage = response["usage"].flatMap(Usage.init(responses:)) { events.append(.usage(usage)) }
        events.append(.finished(FinishReason(responses: response, hasRefused: hasRefused, hasCalls: !calls.isEmpty)))
    }
}

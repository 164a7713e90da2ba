import GlueJSON
import GlueSemantics

/// Reads a streamed chat completion.
///
/// Source: OpenAI API reference, "The chat completion chunk object".
struct ChatCompletionReader: AnswerReader {
    private var hasStarted = false
    private var details: [String: String] = [:]
    private var choices: [Choice] = []

    private struct Choice {
        var isFinished = false
        var hasRefused = false
    }

    var progress: AnswerProgress {
        !choices.isEmpty && choices.allSatisfy(\.isFinished) ? .complete : .open
    }

    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) {
        if !hasStarted, let id = piece["id"]?.nonEmptyString {
            hasStarted = true
            events.append(.started(id: id, model: piece["model"]?.nonEmptyString))
        }
        if case .array(let choices)? = piece["choices"] {
            for choice in choices { read(choice: choice, &events) }
        }
        // Each piece tells them again: they are looked up until both are known.
        if details.count < 2 {
            let details = ModelResponse.details(openAI: piece)
            if details.count > self.details.count {
                self.details = details
                events.append(.details(details))
            }
        }
        // Groq has it in a member of its own.
        if let usage = (piece["usage"] ?? piece["x_groq"]?["usage"]).flatMap(Usage.init(openAI:)) { events.append(.usage(usage)) }
    }

    private mutating func read(choice: JSONValue, _ events: inout [ModelEvent]) {
        let index = choice["index"]?.count.map { min($0, Self.mostChoices) } ?? 0
        while choices.count <= index { choices.append(Choice()) }
        if case .object? = choice["delta"] ?? choice["message"] {
            read(delta: choice["delta"] ?? choice["message"] ?? .null, of: index, &events)
        }
        if case .object? = choice["logprobs"] {
            let probabilities = [TokenProbability](openAI: choice["logprobs"])
            if !probabilities.isEmpty { events.append(.tokenProbabilities(probabilities, choice: index)) }
        }
        if let reason = choice["finish_reason"]?.nonEmptyString {
            choices[index].isFinished = true
            // A refusal ends with `stop`, which would pass it off as an answer.
            let reason = choices[index].hasRefused ? FinishReason.contentFilter : FinishReason(wire: reason)
            events.append(.finished(reason, choice: index))
        }
    }

    /// A server's number is no reason to make room for millions.
    private static let mostChoices = 1023

    private mutating func read(delta: JSONValue, of index: Int, _ events: inout [ModelEvent]) {
        // `reasoning_content` is DeepSeek's and litellm's, `reasoning` OpenRouter's and vLLM's.
        if let text = (delta["reasoning_content"] ?? delta["reasoning"])?.nonEmptyString { events.append(.reasoning(text, choice: index)) }
        switch delta["content"] {
        case .string(let text)?: if !text.isEmpty { events.append(.text(text, choice: index)) }
        case .array?:
            for part in Message.content(openAI: delta["content"] ?? .null) { events.append(ModelEvent(part, choice: index)) }
        default: break
        }
        if let text = delta["refusal"]?.nonEmptyString {
            choices[index].hasRefused = true
            events.append(.text(text, choice: index))
        }
        if case .array(let calls)? = delta["tool_calls"] {
            for (place, call) in calls.enumerated() { events.append(.toolCall(ToolCallPiece(openAI: call, place, choice: index))) }
        }
        // The older form, of which there is one at most.
        if let function = delta["function_call"], case .object = function {
            events.append(.toolCall(ToolCallPiece(openAI: ["function": function], 0, choice: index)))
        }
        if let audio = delta["audio"] {
            if let words = audio["transcript"]?.nonEmptyString { events.append(.text(words, choice: index)) }
            if let data = audio["data"]?.nonEmptyString {
                events.append(.part(.blob(modality: "audio", mimeType: nil, base64: data), choice: index))
            }
        }
    }
}

extension ModelEvent {
    /// A part as a piece of an answer.
    fileprivate init(_ part: MessagePart, choice: Int) {
        self =
            switch part {
            case .text(let text): .text(text, choice: choice)
            case .reasoning(let text): .reasoning(text, choice: choice)
            default: .part(part, choice: choice)
            }
    }
}

extension ToolCallPiece {
    /// - Parameter place: Where the piece stands in its list, for servers that do not number calls.
    fileprivate init(openAI call: JSONValue, _ place: Int, choice: Int) {
        let function = call["function"] ?? call["custom"]
        let arguments = function?["arguments"] ?? function?["input"]
        self.init(
            index: call["index"]?.count ?? place,
            choice: choice,
            id: call["id"]?.nonEmptyString,
            name: function?["name"]?.nonEmptyString,
            // Some servers send the value itself.
            arguments: arguments.map { $0.isNull ? "" : $0.string ?? $0.text() } ?? ""
        )
    }
}

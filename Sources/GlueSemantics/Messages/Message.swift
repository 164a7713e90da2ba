public import GlueJSON

/// One message of a conversation with a model, in the schema of the GenAI conventions.
///
/// The engine sends it, the span records it, replay reads it back: there is one message type from prompt to verdict.
///
/// Source: OpenTelemetry GenAI semantic conventions, `gen_ai.input.messages` and `gen_ai.output.messages`.
public struct Message: Sendable, Hashable {
    public var role: Role
    public var parts: [MessagePart]
    /// The participant's name where several share a role.
    public var name: String?
    /// Why the model stopped; on answers alone.
    public var finishReason: FinishReason?

    public init(_ role: Role, parts: [MessagePart], name: String? = nil, finishReason: FinishReason? = nil) {
        self.role = role
        self.parts = parts
        self.name = name
        self.finishReason = finishReason
    }

    public static func system(_ text: String) -> Message { Message(.system, parts: [.text(text)]) }
    public static func user(_ text: String) -> Message { Message(.user, parts: [.text(text)]) }
    public static func assistant(_ text: String) -> Message { Message(.assistant, parts: [.text(text)]) }

    /// The answer to one tool call.
    public static func tool(id: String?, response: JSONValue) -> Message {
        Message(.tool, parts: [.toolCallResponse(ToolCallResponse(id: id, response: response))])
    }

    /// The text parts, joined.
    public var text: String {
        parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
    }

    /// The tool calls, in order.
    public var toolCalls: [ToolCall] {
        parts.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
    }
}

/// Who speaks. Roles that are not listed survive as they came.
public struct Role: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let system = Role(rawValue: "system")
    public static let user = Role(rawValue: "user")
    public static let assistant = Role(rawValue: "assistant")
    public static let tool = Role(rawValue: "tool")
}

/// Why a model stopped, in the words of the GenAI schema; see ``init(wire:)`` for the providers' own words.
public struct FinishReason: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let stop = FinishReason(rawValue: "stop")
    public static let length = FinishReason(rawValue: "length")
    public static let contentFilter = FinishReason(rawValue: "content_filter")
    public static let toolCall = FinishReason(rawValue: "tool_call")
    public static let error = FinishReason(rawValue: "error")

    /// A reason as a provider or another tool spells it.
    public init(wire: String) {
        self =
            switch wire {
            case "stop", "end_turn", "stop_sequence", "completed", "STOP": .stop
            case "length", "max_tokens", "max_output_tokens", "MAX_TOKENS": .length
            case "content_filter", "SAFETY", "refusal": .contentFilter
            case "tool_call", "tool_calls", "tool_use", "function_call": .toolCall
            default: FinishReason(rawValue: wire)
            }
    }
}

/// A piece of a message.
public enum MessagePart: Sendable, Hashable {
    case text(String)
    /// What the model thought before it answered.
    case reasoning(String)
    case toolCall(ToolCall)
    case toolCallResponse(ToolCallResponse)
    /// Content that travels with the message.
    case blob(modality: String, mimeType: String?, base64: String)
    /// Content that was uploaded before.
    case file(modality: String, mimeType: String?, id: String)
    /// Content by address.
    case uri(modality: String, mimeType: String?, uri: String)
    /// Any other part, as it came.
    case other(type: String, JSONObject)
}

/// A model's request that a tool be run.
public struct ToolCall: Sendable, Hashable {
    /// The provider's name for this call; the response carries it back.
    public var id: String?
    public var name: String
    /// The arguments as JSON; a string where the model wrote something that is no JSON.
    public var arguments: JSONValue

    public init(id: String?, name: String, arguments: JSONValue) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What a tool answered.
public struct ToolCallResponse: Sendable, Hashable {
    public var id: String?
    public var response: JSONValue

    public init(id: String?, response: JSONValue) {
        self.id = id
        self.response = response
    }
}

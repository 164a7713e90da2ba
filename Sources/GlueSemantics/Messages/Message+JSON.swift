public import GlueJSON

/// Why a JSON value is no message of the GenAI schema, and where.
public struct MessageError: Error, Equatable, CustomStringConvertible {
    /// The member that is wrong, such as `[2].parts[0].name`; empty for the whole value.
    public var path: String
    /// What should stand there.
    public var expected: String

    public var description: String { "\(path.isEmpty ? "the value" : path) must be \(expected)" }
}

extension Message {
    /// Reads a message of the GenAI schema.
    ///
    /// Parts of unknown type survive as ``MessagePart/other(type:_:)``; so do those of a known type that lack what
    /// the schema requires: one bad part must not lose the conversation around it.
    ///
    /// - Throws: ``MessageError`` where there is no role or no list of parts.
    public init(json: JSONValue) throws(MessageError) {
        guard let object = json.object else { throw MessageError(path: "", expected: "an object") }
        guard let role = object["role"]?.string else { throw MessageError(path: "role", expected: "a string") }
        guard let parts = object["parts"]?.array else { throw MessageError(path: "parts", expected: "an array") }
        self.init(
            Role(rawValue: role),
            parts: parts.map(MessagePart.init(json:)),
            name: object["name"]?.string,
            finishReason: object["finish_reason"]?.string.map(FinishReason.init(wire:))
        )
    }

    /// The message in the GenAI schema.
    public var json: JSONValue {
        var object: JSONObject = ["role": .string(role.rawValue), "parts": .array(parts.map(\.json))]
        if let name { object["name"] = .string(name) }
        if let finishReason { object["finish_reason"] = .string(finishReason.rawValue) }
        return .object(object)
    }

    /// One message for each tool answer.
    ///
    /// MLflow and Phoenix show only the last of several answers in one message.
    fileprivate var split: [Message] {
        let answers = parts.filter { if case .toolCallResponse = $0 { true } else { false } }
        guard answers.count > 1, answers.count == parts.count else { return [self] }
        return answers.map { Message(role, parts: [$0], name: name, finishReason: finishReason) }
    }
}

extension [Message] {
    /// Reads `gen_ai.input.messages` or `gen_ai.output.messages`.
    ///
    /// - Throws: ``MessageError`` with the place of the first message that is none.
    public init(json: JSONValue) throws(MessageError) {
        guard let elements = json.array else { throw MessageError(path: "", expected: "an array of messages") }
        self = []
        for (index, element) in elements.enumerated() {
            do {
                append(try Message(json: element))
            } catch {
                throw MessageError(path: error.path.isEmpty ? "[\(index)]" : "[\(index)].\(error.path)", expected: error.expected)
            }
        }
    }

    /// The messages as `gen_ai.input.messages`.
    public var inputJSON: JSONValue { .array(flatMap(\.split).map(\.json)) }

    /// The messages as `gen_ai.output.messages`: each has a finish reason, `error` where none arrived.
    public var outputJSON: JSONValue {
        .array(
            map { message in
                var message = message
                message.finishReason = message.finishReason ?? .error
                return message.json
            }
        )
    }
}

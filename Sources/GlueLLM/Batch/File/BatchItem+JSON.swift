public import GlueJSON
import GlueSemantics

/// Why a JSON value is no item of a batch.
public struct ItemFault: Error, Sendable, Hashable, CustomStringConvertible {
    public var reason: String
    public var description: String { reason }
}

extension BatchItem {
    private static let members: Set<String> = ["id", "prompt", "messages", "system", "model", "parameters", "schema", "metadata"]

    /// Reads an item:
    /// ```json
    /// {"id": "q1", "prompt": "Say hello", "system": "Be terse.", "parameters": {"temperature": 0, "max_tokens": 20}}
    /// {"messages": [{"role": "user", "content": "Name a city"}], "schema": {"type": "object"}, "metadata": {"row": 2}}
    /// ```
    /// Messages have `content`, a text, or the `parts` of the GenAI schema. Parameters that have no name of ours go into the
    /// request as they are.
    ///
    /// - Throws: ``ItemFault`` for what is missing, of another kind, or not known: a typing error must not cost money.
    public init(json: JSONValue) throws(ItemFault) {
        guard let object = json.object else { throw ItemFault(reason: "an item is an object") }
        for key in object.keys where !Self.members.contains(key) {
            throw ItemFault(reason: "\(key) is no member of an item; what is your own belongs into metadata")
        }
        self.init(
            id: try Self.text("id", object),
            messages: try Self.messages(object),
            systemPrompt: try Self.text("system", object),
            model: try Self.text("model", object),
            parameters: try Self.object("parameters", object).map { parameters throws(ItemFault) in try ModelParameters(json: parameters) },
            schema: try Self.object("schema", object).map {
                OutputSchema(name: $0["title"]?.string ?? "answer", schema: JSONSchema(.object($0)))
            },
            metadata: try Self.object("metadata", object) ?? JSONObject()
        )
        if id?.isEmpty == true { throw ItemFault(reason: "id is empty") }
    }

    init(line: [UInt8]) throws(ItemFault) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: line)
        } catch {
            throw ItemFault(reason: "\(error)")
        }
        try self.init(json: json)
    }

    private static func messages(_ object: JSONObject) throws(ItemFault) -> [Message] {
        switch (object["prompt"], object["messages"]) {
        case (.string(let prompt)?, nil): return [.user(prompt)]
        case (nil, .array(let values)?) where !values.isEmpty:
            var messages: [Message] = []
            for (index, value) in values.enumerated() {
                if let role = value["role"]?.string, let text = value["content"]?.string {
                    messages.append(Message(Role(rawValue: role), parts: [.text(text)], name: value["name"]?.string))
                    continue
                }
                do throws(MessageError) {
                    messages.append(try Message(json: value))
                } catch {
                    throw ItemFault(reason: "messages[\(index)] needs a role, and content, a text, or parts")
                }
            }
            return messages
        default: throw ItemFault(reason: "an item has either prompt, a text, or messages, a list that is not empty")
        }
    }

    private static func text(_ key: String, _ object: JSONObject) throws(ItemFault) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string else { throw ItemFault(reason: "\(key) is a text") }
        return text
    }

    private static func object(_ key: String, _ object: JSONObject) throws(ItemFault) -> JSONObject? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let object = value.object else { throw ItemFault(reason: "\(key) is an object") }
        return object
    }
}

extension ModelParameters {
    /// Parameters by their usual names; others go into the request as they are.
    init(json: JSONObject) throws(ItemFault) {
        self.init()
        for (key, value) in json {
            switch key {
            case "temperature": temperature = try Self.number(key, value)
            case "top_p": topP = try Self.number(key, value)
            case "top_k": topK = try Self.count(key, value)
            case "max_tokens": maxTokens = try Self.count(key, value)
            case "seed": seed = try Self.count(key, value)
            case "frequency_penalty": frequencyPenalty = try Self.number(key, value)
            case "presence_penalty": presencePenalty = try Self.number(key, value)
            case "reasoning_effort":
                guard let text = value.string else { throw ItemFault(reason: "parameters.\(key) is a text") }
                reasoningEffort = text
            case "stop":
                let texts = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
                guard !texts.isEmpty else { throw ItemFault(reason: "parameters.stop is a text or a list of texts") }
                stopSequences = texts
            case "stream": throw ItemFault(reason: "an answer of a batch comes whole; leave parameters.stream out")
            default: extra[key] = value
            }
        }
    }

    private static func number(_ key: String, _ value: JSONValue) throws(ItemFault) -> Double {
        guard let number = value.number else { throw ItemFault(reason: "parameters.\(key) is a number") }
        return number
    }

    private static func count(_ key: String, _ value: JSONValue) throws(ItemFault) -> Int {
        guard let number = value.integer, let count = Int(exactly: number) else {
            throw ItemFault(reason: "parameters.\(key) is a whole number")
        }
        return count
    }
}

import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIResponses {
    /// The events of a streamed answer; pieces are made by the rule of ``OpenAIChat/chunks(_:includesUsage:)``.
    static func events(_ answer: GivenAnswer) -> [JSONValue] {
        var writer = EventWriter()
        let items = items(answer)
        let open = JSONValue.object(object(answer, status: "in_progress", output: []))
        writer.add("response.created", ["response": open])
        writer.add("response.in_progress", ["response": open])
        for (index, item) in items.enumerated() { writer.add(item, at: index) }
        let status = status(answer)
        writer.add("response.\(status)", ["response": .object(object(answer, status: status, output: items))])
        return writer.events
    }

    private struct EventWriter {
        var events: [JSONValue] = []

        mutating func add(_ type: String, _ members: JSONObject) {
            var event: JSONObject = ["type": .string(type), "sequence_number": .integer(Int64(events.count))]
            for member in members { event[member.key] = member.value }
            events.append(.object(event))
        }

        mutating func add(_ item: JSONValue, at index: Int) {
            let place = JSONValue.integer(Int64(index))
            var begun = item.object ?? [:]
            begun["status"] = begun["status"].map { _ in "in_progress" }
            let inner: JSONObject = ["item_id": item["id"] ?? .null, "output_index": place]
            switch item["type"]?.string {
            case "message":
                begun["content"] = []
                add("response.output_item.added", ["output_index": place, "item": .object(begun)])
                add(text: item["content"]?[0] ?? .null, inner, part: "content_part", kind: "output_text", index: "content_index")
            case "reasoning":
                begun["summary"] = []
                add("response.output_item.added", ["output_index": place, "item": .object(begun)])
                let part = item["summary"]?[0] ?? .null
                add(text: part, inner, part: "reasoning_summary_part", kind: "reasoning_summary_text", index: "summary_index")
            default:
                begun["arguments"] = ""
                add("response.output_item.added", ["output_index": place, "item": .object(begun)])
                add(arguments: item["arguments"]?.string ?? "", inner)
            }
            add("response.output_item.done", ["output_index": place, "item": item])
        }

        private mutating func add(text part: JSONValue, _ place: JSONObject, part partName: String, kind: String, index: String) {
            var place = place
            place[index] = 0
            var empty = part.object ?? [:]
            empty["text"] = ""
            add("response.\(partName).added", place.with("part", .object(empty)))
            let text = part["text"]?.string ?? ""
            for piece in OpenAIChat.pieces(of: text) { add("response.\(kind).delta", place.with("delta", .string(piece))) }
            add("response.\(kind).done", place.with("text", .string(text)))
            add("response.\(partName).done", place.with("part", part))
        }

        private mutating func add(arguments: String, _ place: JSONObject) {
            var rest = Substring(arguments)
            while !rest.isEmpty {
                add("response.function_call_arguments.delta", place.with("delta", .string(String(rest.prefix(16)))))
                rest = rest.dropFirst(16)
            }
            add("response.function_call_arguments.done", place.with("arguments", .string(arguments)))
        }
    }
}

extension JSONObject {
    fileprivate func with(_ key: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[key] = value
        return object
    }
}

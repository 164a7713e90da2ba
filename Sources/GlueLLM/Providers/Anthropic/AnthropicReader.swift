import GlueJSON
import GlueSemantics

/// Reads a streamed answer of Anthropic's Messages.
///
/// Source: Anthropic documentation, "Streaming messages".
struct AnthropicReader: AnswerReader {
    private(set) var progress = AnswerProgress.open
    private var usage: JSONObject = [:]
    /// The blocks that are under way, by their index.
    private var blocks: [Int: Block] = [:]
    private var calls = 0

    private struct Block {
        /// Which tool call it is; nil for any other block.
        var call: Int?
        /// A block that goes back as it came, and the JSON text of its input.
        var whole: JSONObject?
        var input = ""
        var signature = ""
    }

    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) {
        switch piece["type"]?.string {
        case "message_start":
            let message = piece["message"]
            events.append(.started(id: message?["id"]?.string, model: message?["model"]?.string))
            count(message?["usage"], &events)
        case "content_block_start": start(piece["content_block"] ?? .null, index(piece), &events)
        case "content_block_delta": read(delta: piece["delta"] ?? .null, index(piece), &events)
        case "content_block_stop": stop(index(piece), &events)
        case "message_delta":
            count(piece["usage"], &events)
            if let reason = piece["delta"]?["stop_reason"]?.nonEmptyString { events.append(.finished(FinishReason(anthropic: reason))) }
        case "message_stop": progress = .over
        // Pings and what is not known yet.
        default: break
        }
    }

    private func index(_ piece: JSONValue) -> Int { piece["index"]?.count ?? 0 }

    private mutating func start(_ content: JSONValue, _ index: Int, _ events: inout [ModelEvent]) {
        var block = Block()
        switch content["type"]?.string {
        case "text": if let text = content["text"]?.nonEmptyString { events.append(.text(text)) }
        case "thinking":
            if let text = content["thinking"]?.nonEmptyString { events.append(.reasoning(text)) }
            block.signature = content["signature"]?.string ?? ""
        case "tool_use":
            block.call = calls
            calls += 1
            // The input stands here only where no pieces of it follow.
            if let input = content["input"], input.object?.isEmpty == false { block.input = input.text() }
            events.append(
                .toolCall(
                    ToolCallPiece(index: calls - 1, id: content["id"]?.string, name: content["name"]?.string, arguments: block.input)
                )
            )
        default: block.whole = content.object
        }
        blocks[index] = block
    }

    private mutating func read(delta: JSONValue, _ index: Int, _ events: inout [ModelEvent]) {
        switch delta["type"]?.string {
        case "text_delta": if let text = delta["text"]?.nonEmptyString { events.append(.text(text)) }
        case "thinking_delta": if let text = delta["thinking"]?.nonEmptyString { events.append(.reasoning(text)) }
        case "signature_delta": blocks[index]?.signature += delta["signature"]?.string ?? ""
        case "input_json_delta":
            guard let text = delta["partial_json"]?.nonEmptyString else { return }
            blocks[index]?.input += text
            if let call = blocks[index]?.call { events.append(.toolCall(ToolCallPiece(index: call, arguments: text))) }
        // Citations, and what is not known yet.
        default: break
        }
    }

    private mutating func stop(_ index: Int, _ events: inout [ModelEvent]) {
        guard let block = blocks.removeValue(forKey: index) else { return }
        if !block.signature.isEmpty { events.append(.part(.signature(anthropic: block.signature))) }
        // A tool without arguments is called with an empty object.
        if let call = block.call, block.input.isEmpty { events.append(.toolCall(ToolCallPiece(index: call, arguments: "{}"))) }
        if var whole = block.whole {
            if let input = try? JSONValue(parsing: block.input) { whole["input"] = input }
            events.append(.part(.state(of: AnthropicProvider.name, ["block": .object(whole)])))
        }
    }

    /// The counts of the beginning and those of the end make one usage; a later one replaces an earlier one.
    private mutating func count(_ counts: JSONValue?, _ events: inout [ModelEvent]) {
        guard let counts = counts?.object else { return }
        for member in counts where !member.value.isNull { usage[member.key] = member.value }
        if let usage = Usage(anthropic: .object(usage)) { events.append(.usage(usage)) }
    }
}

import GlueJSON
import GlueSemantics
import NIOHTTP1

@testable import GlueLLM

/// Answers as providers send them, and what becomes of them.
enum Wire {
    /// Server-sent events of JSON values.
    ///
    /// - Parameters:
    ///   - isNamed: Whether each event bears the name that its `type` tells.
    ///   - end: What follows, such as `[DONE]`.
    static func events(_ pieces: [JSONValue], isNamed: Bool = false, end: String? = nil) -> [UInt8] {
        var text = ""
        for piece in pieces {
            if isNamed, let name = piece["type"]?.string { text += "event: \(name)\n" }
            text += "data: \(piece.text())\n\n"
        }
        if let end { text += "data: \(end)\n\n" }
        return Array(text.utf8)
    }

    static func lines(_ pieces: [JSONValue]) -> [UInt8] { Array(pieces.map { $0.text() + "\n" }.joined().utf8) }

    /// The events that a provider makes of a stream, cut at some places.
    static func read(
        _ bytes: [UInt8],
        by provider: some HTTPModelProvider,
        cutAt places: [Int] = []
    ) throws -> (events: [ModelEvent], progress: AnswerProgress) {
        let request = ModelRequest(model: "m", messages: [])
        guard let reader = provider.reader(for: request) else { throw LLMError(.other, "the provider does not stream") }
        var decoder = AnswerDecoder(provider.framing, reader, provider.service)
        var events: [ModelEvent] = []
        var start = 0
        for end in places + [bytes.count] {
            try Array(bytes[start..<end]).withRawBytes { piece throws(LLMError) in try decoder.read(piece, into: &events) }
            start = end
        }
        try decoder.finish(into: &events)
        return (events, decoder.progress)
    }

    static func whole(_ events: [ModelEvent]) -> ModelResponse {
        var assembly = ResponseAssembly()
        for event in events { assembly.add(event) }
        return assembly.response
    }

    /// A whole answer, as a provider reads it.
    static func response(_ json: JSONValue, by provider: some HTTPModelProvider) throws -> ModelResponse {
        try provider.service.read(HTTPAnswer(status: .ok, headers: [:], body: json.bytes())) { json throws(LLMError) in
            try provider.response(from: json, to: ModelRequest(model: "m", messages: []))
        }
    }

    /// The body of a request.
    static func body(_ request: ModelRequest, by provider: some HTTPModelProvider, isStreamed: Bool = false) throws -> JSONValue {
        try provider.call(for: request, isStreamed: isStreamed).body ?? .null
    }
}

extension ModelRequest {
    init(_ messages: Message..., model: String = "m", tools: [ToolDefinition] = [], parameters: ModelParameters = ModelParameters()) {
        self.init(model: model, messages: messages, tools: tools, parameters: parameters)
    }
}

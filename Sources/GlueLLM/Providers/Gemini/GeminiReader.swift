import GlueJSON
import GlueSemantics

/// Reads an answer of Gemini's generateContent, whole or in pieces: each piece has the form of the whole.
///
/// Source: Gemini API reference, "GenerateContentResponse".
struct GeminiReader: AnswerReader {
    private(set) var hasCandidates = false
    private var hasStarted = false
    private var calls: [Int: Int] = [:]
    private var isFinished = false

    var progress: AnswerProgress { isFinished ? .complete : .open }

    /// - Throws: ``LLMError/Kind/contentFilter`` where the prompt was blocked.
    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) throws(LLMError) {
        if !hasStarted, piece["responseId"] != nil || piece["modelVersion"] != nil {
            hasStarted = true
            events.append(.started(id: piece["responseId"]?.string, model: piece["modelVersion"]?.string))
        }
        if let usage = piece["usageMetadata"].flatMap(Usage.init(gemini:)) { events.append(.usage(usage)) }
        if let reason = piece["promptFeedback"]?["blockReason"]?.string {
            throw LLMError(.contentFilter, "Gemini blocked the prompt; its reason is \(reason.prefix(64))")
        }
        for candidate in piece["candidates"]?.array ?? [] { read(candidate: candidate, &events) }
    }

    private mutating func read(candidate: JSONValue, _ events: inout [ModelEvent]) {
        hasCandidates = true
        let choice = candidate["index"]?.count ?? 0
        for part in candidate["content"]?["parts"]?.array ?? [] { read(part: part, choice, &events) }
        let tokens = [TokenProbability](gemini: candidate["logprobsResult"])
        if !tokens.isEmpty { events.append(.tokenProbabilities(tokens, choice: choice)) }
        if let reason = candidate["finishReason"]?.nonEmptyString {
            isFinished = true
            let reason = FinishReason(gemini: reason)
            // A call of a tool ends with `STOP`.
            events.append(.finished(reason == .stop && calls[choice] != nil ? .toolCall : reason, choice: choice))
        }
    }

    private mutating func read(part: JSONValue, _ choice: Int, _ events: inout [ModelEvent]) {
        if let text = part["text"]?.string {
            if !text.isEmpty {
                events.append(part["thought"]?.bool == true ? .reasoning(text, choice: choice) : .text(text, choice: choice))
            }
        } else if let call = part["functionCall"], let name = call["name"]?.string {
            let index = calls[choice] ?? 0
            calls[choice] = index + 1
            let id = call["id"]?.nonEmptyString ?? CallNames.name(index)
            let arguments = (call["args"] ?? [:]).text()
            events.append(.toolCall(ToolCallPiece(index: index, choice: choice, id: id, name: name, arguments: arguments)))
        } else if let data = part["inlineData"], let base64 = data["data"]?.string {
            let type = data["mimeType"]?.string
            events.append(.part(.blob(modality: modality(type), mimeType: type, base64: base64), choice: choice))
        } else if let file = part["fileData"], let uri = file["fileUri"]?.string {
            let type = file["mimeType"]?.string
            events.append(.part(.uri(modality: modality(type), mimeType: type, uri: uri), choice: choice))
        } else if var whole = part.object, whole.contains(where: { $0.key != "thoughtSignature" && $0.key != "thought" }) {
            // Code that Google runs itself, and what is not known yet, goes back as it came.
            whole["thoughtSignature"] = nil
            events.append(.part(.state(of: GeminiProvider.name, ["part": .object(whole)]), choice: choice))
        }
        if let signature = part["thoughtSignature"]?.nonEmptyString {
            events.append(.part(.state(of: GeminiProvider.name, ["signature": .string(signature)]), choice: choice))
        }
    }

    private func modality(_ type: String?) -> String {
        switch type?.prefix(while: { $0 != "/" }) {
        case "image": "image"
        case "audio": "audio"
        case "video": "video"
        default: "document"
        }
    }
}

extension FinishReason {
    init(gemini reason: String) {
        self =
            switch reason {
            case "STOP": .stop
            case "MAX_TOKENS": .length
            case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
                "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR":
                .contentFilter
            case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "OTHER", "NO_IMAGE", "IMAGE_OTHER": .error
            default: FinishReason(rawValue: reason.lowercased())
            }
    }
}

extension Usage {
    /// What tools of Google's put in is input too, what the model thought is output too.
    init?(gemini usage: JSONValue) {
        guard let input = usage["promptTokenCount"]?.count else { return nil }
        let thoughts = usage["thoughtsTokenCount"]?.count
        self.init(
            inputTokens: input + (usage["toolUsePromptTokenCount"]?.count ?? 0),
            outputTokens: (usage["candidatesTokenCount"]?.count ?? 0) + (thoughts ?? 0),
            cachedInputTokens: usage["cachedContentTokenCount"]?.count,
            reasoningTokens: thoughts
        )
    }
}

extension [TokenProbability] {
    fileprivate init(gemini result: JSONValue?) {
        let chosen = result?["chosenCandidates"]?.array ?? []
        let top = result?["topCandidates"]?.array ?? []
        self = chosen.enumerated().compactMap { index, token in
            guard let text = token["token"]?.string, let logarithm = token["logProbability"]?.number else { return nil }
            let others = top.indices.contains(index) ? top[index]["candidates"]?.array ?? [] : []
            let alternatives = others.compactMap { other -> TokenProbability.Alternative? in
                guard let text = other["token"]?.string, let logarithm = other["logProbability"]?.number else { return nil }
                return TokenProbability.Alternative(token: text, logProbability: logarithm)
            }
            return TokenProbability(token: text, logProbability: logarithm, alternatives: alternatives)
        }
    }
}

import GlueJSON
package import GlueSemantics

extension AttributeList {
    /// What a request says of how it wants to be answered.
    package mutating func set(_ request: ModelRequest) {
        typealias Names = GenAI.Attributes
        let parameters = request.parameters
        if let value = parameters.maxTokens { self[Names.requestMaxTokens] = value }
        if let value = parameters.temperature { self[Names.requestTemperature] = value }
        if let value = parameters.topP { self[Names.requestTopP] = value }
        if let value = parameters.topK.map(Int64.init) ?? parameters.extra["top_k"]?.integer { self[Names.requestTopK] = value }
        if let value = parameters.frequencyPenalty { self[Names.requestFrequencyPenalty] = value }
        if let value = parameters.presencePenalty { self[Names.requestPresencePenalty] = value }
        if !parameters.stopSequences.isEmpty { self[Names.requestStopSequences] = parameters.stopSequences }
        if let value = parameters.seed { self[Names.requestSeed] = value }
        if let value = parameters.choices.map(Int64.init) ?? parameters.extra["n"]?.integer, value != 1 {
            self[Names.requestChoiceCount] = value
        }
        if let value = parameters.reasoningEffort { self[Names.requestReasoningLevel] = value }
        if request.output != nil { self[Names.outputType] = "json" }
        switch parameters.extra["response_format"]?["type"]?.string {
        case "json_object", "json_schema": self[Names.outputType] = "json"
        case "text": self[Names.outputType] = "text"
        default: break
        }
    }

    package mutating func set(_ server: ServerAddress?) {
        guard let server else { return }
        self[HTTP.Attributes.serverAddress] = server.host
        self[HTTP.Attributes.serverPort] = server.port
    }

    /// In a steady order: dictionaries have none, and the same spans then compress better.
    mutating func set(details: [String: String]) {
        for (key, value) in details.sorted(by: { $0.key < $1.key }) { self[key] = value }
    }

    /// What an answer says of itself.
    package mutating func set(_ response: ModelResponse) {
        typealias Names = GenAI.Attributes
        if let id = response.id { self[Names.responseID] = id }
        if let model = response.model { self[Names.responseModel] = model }
        self[Names.responseFinishReasons] = response.choices.map { ($0.finishReason ?? .error).rawValue }
        set(details: response.details)
        guard let usage = response.usage else { return }
        self[Names.usageInputTokens] = usage.inputTokens
        self[Names.usageOutputTokens] = usage.outputTokens
        if let count = usage.cachedInputTokens, count > 0 { self[Names.usageCacheReadInputTokens] = count }
        if let count = usage.cacheWriteInputTokens, count > 0 {
            self[Names.usageCacheWriteInputTokens] = count
            self[Names.usageCacheCreationInputTokens] = count
        }
        if let count = usage.reasoningTokens, count > 0 { self[Names.usageReasoningOutputTokens] = count }
        setAudio(usage)
    }

    /// What a whole completion took, under names that no backend adds to those of its model calls.
    mutating func set(_ totals: Totals) {
        typealias Names = Glue.Attributes
        self[Names.iterations] = totals.calls
        self[Names.toolCalls] = totals.toolRuns.count
        setTotals(totals.usage, totals.cost)
    }

    /// Tokens and cost of several model calls, under names that no backend adds to theirs.
    package mutating func setTotals(_ usage: Usage?, _ cost: Cost?) {
        typealias Names = Glue.Attributes
        if let cost { set(cost) }
        guard let usage else { return }
        self[Names.usageInputTokens] = usage.inputTokens
        self[Names.usageOutputTokens] = usage.outputTokens
        if let count = usage.cachedInputTokens, count > 0 { self[Names.usageCachedInputTokens] = count }
        if let count = usage.cacheWriteInputTokens, count > 0 { self[Names.usageCacheWriteInputTokens] = count }
        if let count = usage.reasoningTokens, count > 0 { self[Names.usageReasoningTokens] = count }
        setAudio(usage)
    }

    /// What something cost, and how well that is known.
    package mutating func set(_ cost: Cost) {
        if let dollars = cost.dollars { self[Glue.Attributes.costUSD] = dollars }
        self[Glue.Attributes.costKind] = cost.kind.rawValue
    }

    private mutating func setAudio(_ usage: Usage) {
        if let count = usage.audioInputTokens, count > 0 { self[Glue.Attributes.usageAudioInputTokens] = count }
        if let count = usage.audioOutputTokens, count > 0 { self[Glue.Attributes.usageAudioOutputTokens] = count }
    }
}

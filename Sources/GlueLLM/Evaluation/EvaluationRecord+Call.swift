import Foundation
import GlueJSON
import GlueSemantics

extension EvaluationRecord {
    /// What there is to tell of a call.
    ///
    /// - Parameters:
    ///   - conversation: What was said before.
    ///   - took: How long the call took.
    init(
        _ outcome: Result<Completion, LLMError>,
        to prompt: [Message],
        after conversation: Conversation,
        by client: LLMClient,
        _ totals: Totals,
        took latency: Duration,
        keepingContent keepsContent: Bool,
        at time: Date
    ) {
        let completion = try? outcome.get()
        var error: LLMError?
        if case .failure(let failure) = outcome { error = failure }
        self.init(
            id: UUID().uuidString.lowercased(),
            correlationID: CorrelationID.current,
            time: time,
            provider: error?.provider ?? client.provider.name,
            model: completion?.model ?? error?.model ?? client.model,
            agent: client.name,
            systemPrompt: keepsContent ? client.systemPrompt : nil,
            messages: keepsContent ? conversation.messages + prompt : [],
            tools: client.tools.map(\.name),
            response: keepsContent ? completion?.text : nil,
            value: keepsContent ? completion?.value : nil,
            responseID: completion?.responseID,
            finishReason: completion?.finishReason,
            toolRuns: keepsContent ? totals.toolRuns : totals.toolRuns.map(\.withoutContent),
            rounds: totals.calls,
            latency: latency,
            usage: totals.usage,
            cost: totals.cost ?? (totals.calls == 0 ? .exact(0) : .unknown),
            errorType: error?.kind.rawValue,
            errorMessage: error?.message
        )
    }
}

extension ToolRun {
    fileprivate var withoutContent: ToolRun {
        ToolRun(call: ToolCall(id: call.id, name: call.name, arguments: .null), response: .null, errorType: errorType, endsCall: endsCall)
    }
}

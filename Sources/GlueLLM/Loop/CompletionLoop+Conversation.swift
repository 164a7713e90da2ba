import GlueSemantics
import Logging
import Tracing

extension CompletionLoop {
    /// The conversation with a summary in place of its older part; nil where none is due, or where it failed.
    func summarizedHistory(before prompt: [Message], _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> [Message]? {
        guard var policy = client.conversationPolicy.summary else { return nil }
        policy.keepRecent = max(policy.keepRecent, prompt.count)
        let system = client.systemMessages
        var cause: String?
        let prepared = try await ConversationPolicy(summary: policy).prepare(system + conversation.messages + prompt) {
            older throws(LLMError) in
            do throws(LLMError) {
                return try await summary(of: older, by: policy, &totals)
            } catch {
                // The call goes on with the whole conversation, unless it is to end anyway.
                guard error.kind != .cancelled, error.kind != .shuttingDown else { throw error }
                cause = error.kind.rawValue
                return nil
            }
        }
        if let cause {
            span.addEvent(SpanEvent(name: Glue.Events.summary, attributes: [Glue.Attributes.cause: .string(cause)]))
            client.logger.warning("A conversation could not be summarised and is sent whole", metadata: ["cause": "\(cause)"])
        }
        guard prepared.summarized > 0 else { return nil }
        span.addEvent(
            SpanEvent(
                name: Glue.Events.summary,
                attributes: [Glue.Attributes.messagesSummarized: .int64(Int64(prepared.summarized))]
            )
        )
        return Array(prepared.messages.dropFirst(system.count).dropLast(prompt.count))
    }

    /// What of some messages fits into a request.
    func trimmed(_ messages: [Message], _ span: any Span) -> [Message] {
        guard let bound = client.conversationPolicy.tokens else { return messages }
        let kept = messages.trimmed(toTokens: bound)
        if kept.count < messages.count {
            span.addEvent(
                SpanEvent(
                    name: Glue.Events.trim,
                    attributes: [Glue.Attributes.messagesDropped: .int64(Int64(messages.count - kept.count))]
                )
            )
        }
        return kept
    }

    /// A call like any other, that is no round of the completion.
    private func summary(of messages: [Message], by policy: SummaryPolicy, _ totals: inout Totals) async throws(LLMError) -> String {
        var client = client
        client.provider = policy.provider ?? client.provider
        client.model = policy.model ?? client.model
        let call = ModelCall(
            shared: SharedClient(client),
            conversationID: conversation.id,
            tracer: tracer,
            content: content,
            metrics: CallMetrics(client),
            deadline: deadline
        )
        let request = ModelRequest(
            model: client.model,
            messages: policy.prompt(for: messages),
            parameters: ModelParameters(endUser: client.parameters.endUser)
        )
        do throws(LLMError) {
            let answer = try await call.run(request)
            totals.add(answer)
            return answer.message.text
        } catch {
            totals.add(error)
            throw error
        }
    }
}

extension LLMClient {
    /// The system prompt as it is sent.
    var systemMessages: [Message] { systemPrompt.map { [.system($0)] } ?? [] }
}

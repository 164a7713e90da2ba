import GlueSemantics
import Logging
import ServiceContextModule
import Tracing

/// What a model call brought.
struct ModelAnswer: Sendable {
    var response: ModelResponse
    /// The first choice, the one that the conversation goes on with.
    var message: Message
    var cost: Cost
}

/// What takes the pieces of a streamed answer.
typealias EventReceiver = @Sendable (ModelEvent) async throws(LLMError) -> Void

/// One logical model call: its span covers all attempts and the waits between them.
struct ModelCall: Sendable {
    let shared: SharedClient
    let conversationID: String?
    let tracer: any Tracer
    let content: ContentWriter
    let metrics: CallMetrics
    /// When the completion that the call is a part of has to be over.
    let deadline: Deadline

    var client: LLMClient { _read { yield shared.value } }

    /// - Parameter receive: Takes the answer in pieces; nil asks for the whole at once.
    func run(_ request: ModelRequest, receive: EventReceiver? = nil) async throws(LLMError) -> ModelAnswer {
        let request = client.revise?(request) ?? request
        let elapsed = Stopwatch(client.clock).elapsed
        let progress = receive.map { _ in StreamProgress(client.clock) }
        var answer: ModelResponse?
        return try await Step.run(
            SpanNames.chat(request.model),
            ofKind: .client,
            tracer: tracer,
            known: known(request, isStreamed: receive != nil),
            measure: { error in
                let response = answer ?? progress?.partial
                metrics.modelCall(request, response, took: elapsed(), toFirstChunk: progress?.timeToFirstChunk, error)
            }
        ) { span throws(LLMError) in
            let whole = try await traced(request, span, progress, receive)
            answer = whole.response
            return whole
        }
    }

    private func known(_ request: ModelRequest, isStreamed: Bool) -> AttributeList {
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.chat
        known[GenAI.Attributes.providerName] = client.provider.name
        known[GenAI.Attributes.requestModel] = request.model
        if isStreamed { known[GenAI.Attributes.requestStream] = true }
        known.set(client.provider.server)
        return known
    }

    private func traced(
        _ request: ModelRequest,
        _ span: any Span,
        _ progress: StreamProgress?,
        _ receive: EventReceiver?
    ) async throws(LLMError) -> ModelAnswer {
        span.change { attributes in
            attributes.set(request)
            attributes.set(details: client.provider.details(of: request))
            if let conversationID { attributes[GenAI.Attributes.conversationID] = conversationID }
        }
        content.input(request.messages, span)
        content.tools(request.tools, span)
        defer {
            if let time = progress?.timeToFirstChunk { span.attributes[GenAI.Attributes.responseTimeToFirstChunk] = time.seconds }
        }
        do throws(LLMError) {
            var response = try await attempts(request, span, progress, receive)
            guard !response.choices.isEmpty else {
                throw LLMError(.invalidResponse, "the answer holds no message", provider: client.provider.name, model: request.model)
            }
            response.choices = response.choices.map(\.finished)
            let answer = record(response, of: request, span)
            content.modelCall(request, response, known(request, isStreamed: receive != nil), span)
            return answer
        } catch {
            content.modelCall(request, failed: error, known(request, isStreamed: receive != nil), span)
            guard var partial = progress?.partial else { throw error }
            var error = error
            // What a provider tells at the end of an answer, it does not tell of one that broke off.
            let counted = partial.usage
            partial.usage = TokenEstimate.usage(of: partial, to: request)
            error.partialOutput = partial.choices.first
            error.usage = partial.usage
            error.cost = record(partial, of: request, isEstimated: partial.usage != counted, span).cost
            throw error
        }
    }

    /// Writes an answer, or what came of it, into the span.
    private func record(
        _ response: ModelResponse,
        of request: ModelRequest,
        isEstimated: Bool = false,
        _ span: any Span
    ) -> ModelAnswer {
        let cost = client.prices.cost(
            of: response.usage,
            isEstimated: isEstimated,
            answered: response.model,
            asked: request.model,
            provider: client.provider.name
        )
        span.change { attributes in
            attributes.set(response)
            attributes.set(cost)
            if isEstimated { attributes[Glue.Attributes.usageEstimated] = true }
            if cost.dollars != nil { attributes[Glue.Attributes.costPricesDate] = client.prices.date }
        }
        ServiceContext.meter(response.usage, cost)
        metrics.cost(cost, of: GenAI.Operations.chat, request.model, response.model)
        content.output(response.choices, span)
        return ModelAnswer(response: response, message: response.choices.first ?? Message(.assistant, parts: []), cost: cost)
    }
}

extension Message {
    /// An answer that arrived whole has a reason to have ended, also where the provider does not tell it.
    fileprivate var finished: Message {
        var message = self
        if message.finishReason == nil { message.finishReason = toolCalls.isEmpty ? .stop : .toolCall }
        return message
    }
}

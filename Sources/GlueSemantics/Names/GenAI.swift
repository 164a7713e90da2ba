/// Names of the OpenTelemetry GenAI semantic conventions.
///
/// Each is the latest name; where backends still read an older one, that one stands beside it and says so.
///
/// Source: open-telemetry/semantic-conventions-genai, `docs/gen-ai`.
public enum GenAI {
    public enum Attributes {
        public static let operationName = "gen_ai.operation.name"
        public static let providerName = "gen_ai.provider.name"
        public static let outputType = "gen_ai.output.type"
        /// Only where the application named the conversation; an invented one would group what does not belong together.
        public static let conversationID = "gen_ai.conversation.id"

        public static let requestModel = "gen_ai.request.model"
        public static let requestMaxTokens = "gen_ai.request.max_tokens"
        public static let requestTemperature = "gen_ai.request.temperature"
        public static let requestTopP = "gen_ai.request.top_p"
        public static let requestTopK = "gen_ai.request.top_k"
        public static let requestFrequencyPenalty = "gen_ai.request.frequency_penalty"
        public static let requestPresencePenalty = "gen_ai.request.presence_penalty"
        public static let requestStopSequences = "gen_ai.request.stop_sequences"
        public static let requestSeed = "gen_ai.request.seed"
        public static let requestChoiceCount = "gen_ai.request.choice.count"
        public static let requestReasoningLevel = "gen_ai.request.reasoning.level"
        /// Set, to true, on streamed calls alone.
        public static let requestStream = "gen_ai.request.stream"

        public static let responseID = "gen_ai.response.id"
        public static let responseModel = "gen_ai.response.model"
        public static let responseFinishReasons = "gen_ai.response.finish_reasons"
        /// In seconds; streamed calls alone.
        public static let responseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk"

        public static let usageInputTokens = "gen_ai.usage.input_tokens"
        public static let usageOutputTokens = "gen_ai.usage.output_tokens"
        public static let usageCacheReadInputTokens = "gen_ai.usage.cache_read.input_tokens"
        public static let usageCacheWriteInputTokens = "gen_ai.usage.cache_write.input_tokens"
        /// The name of ``usageCacheWriteInputTokens`` until 2026; Phoenix reads no other.
        public static let usageCacheCreationInputTokens = "gen_ai.usage.cache_creation.input_tokens"
        public static let usageReasoningOutputTokens = "gen_ai.usage.reasoning.output_tokens"

        public static let systemInstructions = "gen_ai.system_instructions"
        public static let inputMessages = "gen_ai.input.messages"
        public static let outputMessages = "gen_ai.output.messages"
        public static let toolDefinitions = "gen_ai.tool.definitions"

        public static let agentName = "gen_ai.agent.name"
        public static let agentDescription = "gen_ai.agent.description"
        public static let workflowName = "gen_ai.workflow.name"

        public static let toolName = "gen_ai.tool.name"
        public static let toolDescription = "gen_ai.tool.description"
        public static let toolType = "gen_ai.tool.type"
        public static let toolCallID = "gen_ai.tool.call.id"
        public static let toolCallArguments = "gen_ai.tool.call.arguments"
        public static let toolCallResult = "gen_ai.tool.call.result"

        public static let retrievalQueryText = "gen_ai.retrieval.query.text"
        public static let retrievalDocuments = "gen_ai.retrieval.documents"

        public static let embeddingsDimensionCount = "gen_ai.embeddings.dimension.count"
        public static let requestEncodingFormats = "gen_ai.request.encoding_formats"

        /// On token counters of the latest profile: `text`, `image`, `audio` or `unknown`.
        public static let tokenModality = "gen_ai.token.modality"
        /// On the token histogram of the `legacy-1.41` profile: `input` or `output`.
        public static let tokenType = "gen_ai.token.type"

        public static let evaluationName = "gen_ai.evaluation.name"
        public static let evaluationScoreValue = "gen_ai.evaluation.score.value"
        public static let evaluationScoreLabel = "gen_ai.evaluation.score.label"
        public static let evaluationExplanation = "gen_ai.evaluation.explanation"
    }

    /// Values of ``Attributes/operationName``.
    public enum Operations {
        public static let chat = "chat"
        public static let embeddings = "embeddings"
        public static let executeTool = "execute_tool"
        public static let invokeAgent = "invoke_agent"
        public static let invokeWorkflow = "invoke_workflow"
        public static let createAgent = "create_agent"
        public static let generateContent = "generate_content"
        public static let plan = "plan"
        public static let retrieval = "retrieval"
        public static let textCompletion = "text_completion"
    }

    /// Names of log records and of span events.
    public enum Events {
        /// The details of one model call, as a log record with structured attributes.
        public static let inferenceDetails = "gen_ai.client.inference.operation.details"
        public static let operationException = "gen_ai.client.operation.exception"
        public static let evaluationResult = "gen_ai.evaluation.result"
    }
}

/// Names of the OpenAI refinement of the GenAI conventions.
public enum OpenAINames {
    public static let apiType = "openai.api.type"
    public static let requestServiceTier = "openai.request.service_tier"
    public static let responseServiceTier = "openai.response.service_tier"
    public static let responseSystemFingerprint = "openai.response.system_fingerprint"
}

/// Names of our own, for what the conventions do not name.
public enum Glue {
    public enum Attributes {
        /// The correlation id of the scope in which a step ran; see ``CorrelationID``.
        public static let correlationID = "gluellm.correlation_id"
        /// How many model calls a completion took.
        public static let iterations = "gluellm.iterations"
        /// How many tool calls a completion ran.
        public static let toolCalls = "gluellm.tool_calls"
        /// What a model call, or all calls of a completion, cost in US dollars; absent where a price is not known.
        public static let costUSD = "gluellm.cost.usd"
        /// How well the cost is known: `exact`, `estimated` or `unknown`.
        public static let costKind = "gluellm.cost.kind"
        /// The day of the price table that the cost was computed with, `YYYY-MM-DD`.
        public static let costPricesDate = "gluellm.cost.prices_date"
        /// The parameters of a request that the provider has no form for and that were left out of it, separated by commas.
        public static let omittedParameters = "gluellm.request.omitted_parameters"
        /// The categories of content that a provider filtered out of prompt or answer, separated by commas.
        public static let filteredCategories = "gluellm.content_filter.categories"

        // Totals of a completion. They are not `gen_ai.usage.*`, so that no backend counts tokens twice.
        public static let usageInputTokens = "gluellm.usage.input_tokens"
        public static let usageOutputTokens = "gluellm.usage.output_tokens"
        public static let usageCachedInputTokens = "gluellm.usage.cache_read.input_tokens"
        public static let usageCacheWriteInputTokens = "gluellm.usage.cache_write.input_tokens"
        public static let usageReasoningTokens = "gluellm.usage.reasoning.output_tokens"
        /// Tokens that are sound, on model calls as well, since the conventions have no name for them.
        public static let usageAudioInputTokens = "gluellm.usage.audio.input_tokens"
        public static let usageAudioOutputTokens = "gluellm.usage.audio.output_tokens"
        /// True where the tokens of a model call are an estimate, because the answer broke off before they were told.
        public static let usageEstimated = "gluellm.usage.estimated"

        /// How many messages a summary took the place of.
        public static let messagesSummarized = "gluellm.conversation.messages_summarized"
        /// How many messages were left out of a request for want of room.
        public static let messagesDropped = "gluellm.conversation.messages_dropped"

        /// Which attempt failed, from 1.
        public static let attempt = "gluellm.attempt"
        /// How many attempts a call took; absent where the first one was enough.
        public static let attempts = "gluellm.attempts"
        /// How long the engine waits before it goes on, in seconds.
        public static let delay = "gluellm.delay"
        /// Why it waits, or why it moves on: an `error.type`.
        public static let cause = "gluellm.cause"
        /// The limit that a call waits for, in words; absent where it only waits for the calls before it.
        public static let rateLimit = "gluellm.rate_limit"
        /// Which key an attempt used, or which one is out of use: its name, which tells nothing of it.
        public static let keyID = "gluellm.key.id"
        /// The model that a fallback leaves and the one that it goes to.
        public static let fallbackFrom = "gluellm.fallback.from"
        public static let fallbackTo = "gluellm.fallback.to"
        /// Which repair of an answer that does not fit its schema, from 1.
        public static let validationRound = "gluellm.validation.round"

        /// How the model was brought to answer in a form: `native`, `tool` or `prompt`.
        public static let outputMode = "gluellm.output.mode"
        /// The name of the form, and whether the provider was to hold the model to it.
        public static let outputName = "gluellm.output.name"
        public static let outputStrict = "gluellm.output.strict"
        /// The form as JSON Schema, where content is captured.
        public static let outputSchema = "gluellm.output.schema"
        /// True where finished rounds of tools are told to the model as one text.
        public static let toolsCondensed = "gluellm.tools.condensed"
        /// What a tool showed beyond its response, as a message, where content is captured.
        public static let toolResponseParts = "gluellm.tool.response.parts"
        /// What was decided on a tool call before it ran: `allowed`, `denied` or `replaced`; absent where nothing decides.
        public static let toolApproval = "gluellm.tool.approval"
        /// How many bytes of a tool's response the model was not told.
        public static let toolResponseCutBytes = "gluellm.tool.response.cut_bytes"
        /// True on the run of a tool whose response became the answer to the whole call.
        public static let toolEndsCall = "gluellm.tool.ends_call"
        /// The tools that a routing call picked, and how many there were to pick from.
        public static let toolRouteMatched = "gluellm.tool_route.matched"
        public static let toolRouteAvailable = "gluellm.tool_route.available"

        /// The bytes of an answer as they came, compressed; see ``WireBody``.
        public static let wireBody = "gluellm.wire.body"
        /// How many bytes each piece of the answer had, in the order in which they came.
        public static let wirePieces = "gluellm.wire.pieces"
        /// When each piece came, in microseconds since the request was sent.
        public static let wireTimes = "gluellm.wire.times"
        /// Why the bytes are not kept: `redacted` where they hold what must not be kept, `bound` where they are too many.
        public static let wireWithheld = "gluellm.wire.withheld"
        /// What was sent and had no reading as a model call: a request's body, where it is kept.
        public static let wireRequest = "gluellm.wire.request"

        /// Of metrics: spans are named by it.
        public static let hookName = "gluellm.hook.name"
        public static let hookStage = "gluellm.hook.stage"
        public static let hookOutcome = "gluellm.hook.outcome"
        /// Whether a hook changed the content that it was given.
        public static let hookChanged = "gluellm.hook.changed"
        public static let hookErrorStrategy = "gluellm.hook.error_strategy"
        /// Of metrics: spans are named by it.
        public static let guardrailName = "gluellm.guardrail.name"
        public static let guardrailDirection = "gluellm.guardrail.direction"
        public static let guardrailOutcome = "gluellm.guardrail.outcome"
        /// Why a guardrail blocked or rejected what it saw; never a part of that.
        public static let guardrailReason = "gluellm.guardrail.reason"
        public static let workflowConfig = "gluellm.workflow.config"
        /// Which workflow it is, who takes part and its settings, as a file describes it; on the outermost workflow alone.
        public static let workflowDefinition = "gluellm.workflow.definition"
        public static let workflowStepIndex = "gluellm.workflow.step.index"
        public static let workflowStepRound = "gluellm.workflow.step.round"
        public static let workflowStepRole = "gluellm.workflow.step.role"
        /// Which of the sixteen workflows it is, such as `pipeline`, or the name of one of the application's own.
        public static let workflowKind = "gluellm.workflow.kind"
        /// How many rounds, stages or chunks a run took.
        public static let workflowIterations = "gluellm.workflow.iterations"
        /// What a workflow tells of its run beyond the output, as a JSON object.
        public static let workflowResult = "gluellm.workflow.result"
        /// Where a step stands in the whole run, as the indexes from the outermost workflow inwards: `3/0/1`.
        public static let workflowStepPath = "gluellm.workflow.step.path"
        /// Who answered the step.
        public static let workflowStepExecutor = "gluellm.workflow.step.executor"
        /// The step's answer as JSON where it has a form and the run is recorded.
        public static let workflowStepValue = "gluellm.workflow.step.value"
        /// True where input and output stand on the span whole and as they were, so that a later run can go on from it.
        public static let workflowStepRecorded = "gluellm.workflow.step.recorded"
        /// True where the answer was taken from the record of an earlier run; what it took was paid then.
        public static let workflowStepResumed = "gluellm.workflow.step.resumed"

        /// How many items of a batch are under way at once, and what becomes of it where one fails: `continue`, `skip` or
        /// `fail_fast`.
        public static let batchConcurrency = "gluellm.batch.concurrency"
        public static let batchErrorStrategy = "gluellm.batch.error_strategy"
        /// How many items there are; how many succeeded, failed, are left out of the results, were answered by an earlier run.
        public static let batchItems = "gluellm.batch.items"
        public static let batchSucceeded = "gluellm.batch.succeeded"
        public static let batchFailed = "gluellm.batch.failed"
        public static let batchSkipped = "gluellm.batch.skipped"
        public static let batchResumed = "gluellm.batch.resumed"
        /// How many requests went out for a batch or for one of its items.
        public static let batchRequests = "gluellm.batch.requests"
        public static let batchItemID = "gluellm.batch.item.id"
        public static let batchItemIndex = "gluellm.batch.item.index"
        /// `succeeded`, `failed` or `cancelled`.
        public static let batchItemOutcome = "gluellm.batch.item.outcome"
        /// The provider's name for a batch that it works off itself.
        public static let batchProviderID = "gluellm.batch.provider_id"
    }

    /// Span events.
    public enum Events {
        /// A failed attempt is about to be repeated.
        public static let retry = "gluellm.retry"
        /// A call waits for its turn under a rate limit.
        public static let rateLimitWait = "gluellm.rate_limit.wait"
        /// A call waits until a key of its pool has cooled down.
        public static let keyWait = "gluellm.key.wait"
        /// An attempt goes on with another key.
        public static let keyChange = "gluellm.key.change"
        /// Another attempt is made beside one that takes long.
        public static let hedge = "gluellm.hedge"
        /// A call moves on to the next model of its chain.
        public static let fallback = "gluellm.fallback"
        /// The older part of the conversation was summarised, or could not be.
        public static let summary = "gluellm.summary"
        /// A request was sent without the oldest messages.
        public static let trim = "gluellm.trim"
        /// An answer was rejected by a guardrail and the model is asked again.
        public static let guardrailRetry = "gluellm.guardrail_retry"
        /// The model is asked to repair an answer that does not fit its schema.
        public static let validationRetry = "gluellm.validation_retry"
        /// Something that a workflow did by itself, such as counting votes.
        public static let workflowNote = "gluellm.workflow.note"
        /// The answer of an attempt as it came over the wire, on the attempt's span.
        public static let wireResponse = "gluellm.wire.response"
        /// A routing call picked the tools that the model is offered; without `matched` it fell back to all.
        public static let toolRoute = "gluellm.tool_route"
    }

    /// Members that mark in the message JSON what was left out; see ``ContentBound``.
    public enum Members {
        /// On a part, a tool definition or a value: how many bytes are missing, of the text where the content is one,
        /// else of the JSON text.
        public static let cutBytes = "gluellm.cut_bytes"
        /// On a message: how many parts before its first part are missing.
        public static let cutParts = "gluellm.cut_parts"
        /// On a message: how many messages before it are missing.
        public static let cutMessages = "gluellm.cut_messages"
        /// On a tool definition: how many definitions after it are missing.
        public static let cutTools = "gluellm.cut_tools"

        public static let all: Set<String> = [cutBytes, cutParts, cutMessages, cutTools]
    }
}

/// The names of the spans, by the taxonomy of the architecture.
public enum SpanNames {
    public static func invokeAgent(_ agent: String?) -> String { joined(GenAI.Operations.invokeAgent, agent) }
    public static func chat(_ model: String) -> String { joined(GenAI.Operations.chat, model) }
    public static func embeddings(_ model: String) -> String { joined(GenAI.Operations.embeddings, model) }
    public static func executeTool(_ tool: String) -> String { joined(GenAI.Operations.executeTool, tool) }
    public static func invokeWorkflow(_ workflow: String?) -> String { joined(GenAI.Operations.invokeWorkflow, workflow) }
    public static func retrieval(_ source: String?) -> String { joined(GenAI.Operations.retrieval, source) }
    public static func workflowStep(_ step: String) -> String { "workflow_step \(step)" }
    public static func hook(_ name: String) -> String { "hook \(name)" }
    public static func guardrail(_ name: String) -> String { "guardrail \(name)" }

    public static var batch: String { "batch" }
    public static var batchItem: String { "batch_item" }

    /// An HTTP attempt is named by its method alone: a path would have too many values.
    public static func attempt(_ method: String) -> String { method }

    private static func joined(_ operation: String, _ name: String?) -> String {
        guard let name, !name.isEmpty else { return operation }
        return "\(operation) \(name)"
    }
}

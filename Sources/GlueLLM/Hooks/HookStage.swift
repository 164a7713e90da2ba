/// A place in the engine's work where hooks run.
public enum HookStage: String, Sendable, Hashable, CaseIterable, Codable {
    /// The content is a workflow's input, and its output afterwards.
    case preWorkflow = "pre_workflow"
    case postWorkflow = "post_workflow"
    /// The content is what an executor is asked, and what it answered.
    case preExecutor = "pre_executor"
    case postExecutor = "post_executor"
    /// The content is a tool's arguments as JSON, and its response. A change that is no JSON leaves the arguments as they are.
    case preTool = "pre_tool"
    case postTool = "post_tool"
    /// The content is what the user said last, and what the model answered. Changes have no effect.
    case preIteration = "pre_iteration"
    case postIteration = "post_iteration"
    /// The content is the text that a guardrail looks at.
    case preGuardrail = "pre_guardrail"
    case postGuardrail = "post_guardrail"
    /// An attempt failed and another one follows. The content is the error; changes have no effect.
    case onRetry = "on_llm_retry"
    /// The content is what tools are picked for, and then their names as a JSON array.
    case preToolRoute = "pre_tool_route"
    case postToolRoute = "post_tool_route"
    /// The content is an answer that does not fit its schema; changes have no effect.
    case onValidationRetry = "on_validation_retry"
    /// The content is what an item of a batch asks, and the text that answers it.
    case preBatchItem = "pre_batch_item"
    case postBatchItem = "post_batch_item"
    /// The content is an evaluation record that is about to be kept, as JSON text; it is redacted afterwards.
    case preEvaluationRecord = "pre_eval_record"
    /// The content is a piece of text of a streamed answer, before its reader is given it; an empty one is left out.
    case streamChunk = "stream_chunk"
    /// A span of the engine has ended. The content is its name; changes have no effect.
    case spanEnd = "span_end"
}

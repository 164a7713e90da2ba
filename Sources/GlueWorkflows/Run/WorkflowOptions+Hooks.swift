import GlueJSON
import GlueLLM

extension HookRunner {
    init(_ options: WorkflowOptions) {
        self.init(
            options.hooks,
            tracer: options.tracer,
            metrics: options.metrics,
            clock: options.clock,
            contentCapture: options.contentCapture,
            redactor: options.redactor,
            logger: options.logger
        )
    }
}

extension StepCall {
    /// What the hooks around an executor are told of its step.
    var hookMetadata: JSONObject {
        var metadata: JSONObject = ["executor": .string(executor.name), "step": .string(name)]
        if let role { metadata["role"] = .string(role) }
        if let round { metadata["round"] = .integer(Int64(round)) }
        return metadata
    }
}

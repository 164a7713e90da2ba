import GlueJSON
import GlueLLM
import GlueSemantics
import GlueWorkflows

/// What came of a workflow, for programs.
struct WorkflowReport {
    let result: WorkflowResult
    let workflow: any Workflow

    var json: JSONValue {
        [
            "text": .string(result.output),
            "workflow": .string(workflow.name),
            "kind": .string(type(of: workflow).kind),
            "iterations": .integer(Int64(result.iterations)),
            "steps": .array(result.interactions.map(Self.step)),
            "usage": Self.usage(result.usage),
            "cost_usd": result.cost?.dollars.map(JSONValue.number) ?? .null,
            "cost_kind": result.cost.map { .string($0.kind.rawValue) } ?? .null,
            "metadata": .object(result.metadata),
            "seconds": .number(((result.elapsed / .milliseconds(1)).rounded()) / 1000),
            "trace_id": result.traceID.map(JSONValue.string) ?? .null,
        ]
    }

    private static func step(_ step: Interaction) -> JSONValue {
        [
            "index": .integer(Int64(step.index)), "name": .string(step.name),
            "executor": step.executor.map(JSONValue.string) ?? .null, "role": step.role.map(JSONValue.string) ?? .null,
            "round": step.round.map { .integer(Int64($0)) } ?? .null, "output": .string(step.output),
            "error": step.error.map { .string($0.kind.rawValue) } ?? .null, "usage": usage(step.usage),
            "cost_usd": step.cost?.dollars.map(JSONValue.number) ?? .null,
        ]
    }

    private static func usage(_ usage: Usage?) -> JSONValue {
        usage.map { ["input_tokens": .integer(Int64($0.inputTokens)), "output_tokens": .integer(Int64($0.outputTokens))] } ?? .null
    }
}

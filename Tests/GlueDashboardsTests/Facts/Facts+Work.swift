import GlueOTLP

/// What the spans of tools, workflows, guardrails and hooks tell.
extension Facts {
    private func spans(named prefix: String) -> [OTLP.Span] { recording.spans.filter { $0.name.hasPrefix(prefix) } }

    /// Runs of tools and how long they took, in seconds.
    var toolRuns: [Happening] { spans(named: "execute_tool ").map { $0.happening($0.seconds) } }

    /// Requests to an MCP server, and those that one answered.
    var mcpRequests: [Happening] { mcp(.client) }
    var servedMCP: [Happening] { mcp(.server) }

    private func mcp(_ kind: OTLP.SpanKind) -> [Happening] {
        recording.spans.filter { $0.kind == kind && $0.text("mcp.method.name") != nil }.map { $0.happening($0.seconds) }
    }

    var workflows: [Happening] { spans(named: "invoke_workflow ").map { $0.happening($0.seconds) } }

    /// Steps and how long they took. The workflow is the span around them.
    var steps: [Happening] {
        let parents = Dictionary(recording.spans.map { ($0.spanID, $0) }) { first, _ in first }
        return spans(named: "workflow_step ").map { span in
            var happening = span.happening(span.seconds)
            happening.labels["gen_ai_workflow_name"] = parents[span.parentSpanID]?.text("gen_ai.workflow.name")
            return happening
        }
    }

    /// Looks of guardrails at something.
    var checks: [Happening] {
        spans(named: "guardrail ").map { span in
            var happening = span.happening(span.seconds)
            happening.labels["gluellm_guardrail_name"] = String(span.name.dropFirst("guardrail ".count))
            return happening
        }
    }

    var hooks: [Happening] {
        spans(named: "hook ").map { span in
            var happening = span.happening(span.seconds)
            happening.labels["gluellm_hook_name"] = String(span.name.dropFirst("hook ".count))
            return happening
        }
    }
}

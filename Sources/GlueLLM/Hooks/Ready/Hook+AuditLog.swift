public import Foundation
import GlueJSON
public import GlueRedaction

extension Hook {
    /// Appends a line of JSON to a file for all that passes: the time, the stage, the size, and which tool, step or item it was.
    ///
    /// The file is made for its owner alone. Where it becomes large it steps aside, as those of
    /// ``JSONLinesEvaluationStore`` do.
    ///
    /// - Parameters:
    ///   - includesContent: Whether the content is written as well, and the content before the first hook where it differs.
    ///   - redactor: What never gets into the file.
    ///   - order: Late, so that the content is what goes on.
    ///   - onFailure: What is done where the file cannot be written to.
    public static func auditLog(
        path: String,
        at stages: HookStage...,
        includesContent: Bool = false,
        redactor: Redactor = .secretsAndPersonalData,
        order: Int = 1000,
        onFailure: HookFailure = .skip,
        now: @escaping @Sendable () -> Date = { Date() }
    ) -> Hook {
        let store = JSONLinesEvaluationStore(path: path)
        return Hook("audit_log", at: Set(stages), order: order, onFailure: onFailure) { context in
            let time = now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            var line: JSONObject = ["time": .string(time)]
            for member in redactor.redact(.object(context.report(includingContent: includesContent))).object ?? [:] {
                line[member.key] = member.value
            }
            try await store.record(.object(line))
        }
    }
}

extension HookContext {
    /// What the metadata tells that is no content.
    private static let identifying = [
        "attempt", "call_index", "executor", "has_tool_calls", "index", "iteration", "role", "round", "step", "success", "tool_call_id",
        "tool_count", "tool_name", "workflow", "workflow_type",
    ]

    /// What happened, for somebody outside of the call.
    func report(includingContent includesContent: Bool) -> JSONObject {
        var report: JSONObject = [
            "stage": .string(stage.rawValue),
            "bytes": .integer(Int64(content.utf8.count)),
            "changed": .bool(content != originalContent),
        ]
        for name in Self.identifying { if let value = metadata[name] { report[name] = value } }
        guard includesContent else { return report }
        report["content"] = .string(content)
        if content != originalContent { report["original_content"] = .string(originalContent) }
        return report
    }
}

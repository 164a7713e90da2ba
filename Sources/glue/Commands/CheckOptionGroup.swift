import ArgumentParser
import GlueLLM

/// What `glue run` checks and keeps of what passes.
struct CheckOptionGroup: ParsableArguments {
    @Option(
        name: .customLong("guardrail"),
        help: ArgumentHelp("A check of what goes in and comes out: \(Check.allNames). Repeat it for several.", valueName: "check")
    )
    var guardrails: [Check] = []

    @Option(
        name: .customLong("block"),
        help: ArgumentHelp(
            "A regular expression that blocks a prompt, and has an answer given anew. Repeat it for several.",
            valueName: "pattern"
        )
    )
    var blocked: [String] = []

    @Option(
        name: .customLong("audit"),
        help: ArgumentHelp("Append what passes each stage to this file, without its content.", valueName: "file")
    )
    var auditFile: String?

    @Option(
        name: .customLong("keep"),
        help: ArgumentHelp("Append a record of each call, with its content, to this file, for evaluation.", valueName: "file")
    )
    var recordFile: String?

    /// The guardrails that have a name.
    enum Check: String, CaseIterable, ExpressibleByArgument {
        case pii
        case promptInjection = "prompt-injection"

        static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }

        func guardrail() throws(LLMError) -> Guardrail {
            switch self {
            case .pii: .personalData()
            case .promptInjection: try .promptInjection()
            }
        }
    }

    func validate() throws {
        do {
            _ = try checks()
        } catch {
            throw ValidationError("--block: \(error.message)")
        }
    }

    /// - Throws: ``LLMError/Kind/configuration`` for a pattern that is none.
    func checks() throws(LLMError) -> Guardrails {
        var all: [Guardrail] = []
        for check in guardrails { all.append(try check.guardrail()) }
        if !blocked.isEmpty { all.append(try .blocklist(blocked, onInput: .block, onOutput: .reject)) }
        return Guardrails(all)
    }

    /// What is told to the audit log, where there is one.
    var hooks: HookRegistry {
        guard let auditFile else { return HookRegistry() }
        var hook = Hook.auditLog(path: auditFile, onFailure: .abort)
        hook.stages = Set(HookStage.allCases).subtracting([.streamChunk, .spanEnd])
        return HookRegistry([hook])
    }

    var recording: EvaluationRecording? {
        recordFile.map { EvaluationRecording(JSONLinesEvaluationStore(path: $0), delivery: .awaited) }
    }
}

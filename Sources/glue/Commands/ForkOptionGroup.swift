import ArgumentParser
import GlueLLM
import GlueReplay

/// Where a replay leaves its recording, and what it goes on with.
struct ForkOptionGroup: ParsableArguments {
    @Option(name: .customLong("fork-at"), help: "The first exchange that is asked for real, by its index.")
    var at: Int?

    @Option(help: "Who is asked there, as provider:model.")
    var model: String?

    @Option(name: .customLong("base-url"), help: "Another server that speaks like the provider.")
    var baseURL: String?

    @Option(help: "The system prompt of the live part.")
    var system: String?

    @Option(name: .customLong("tool"), help: "A tool of ours that runs for real, in place of its recorded answers: calculator or clock.")
    var tools: [String] = []

    @Option(
        name: .customLong("replace"),
        help: "MARK=TEXT: what stands for what was taken out of the recording, such as [email]=jo@example.com."
    )
    var replacements: [String] = []

    func validate() throws {
        guard at != nil else {
            guard model == nil, baseURL == nil, system == nil, replacements.isEmpty else {
                throw ValidationError("--model, --base-url, --system and --replace are for --fork-at")
            }
            return
        }
        guard model != nil else { throw ValidationError("--fork-at asks a model for real: name it with --model PROVIDER:MODEL") }
        for text in replacements where !text.dropFirst().contains("=") {
            throw ValidationError("--replace \(text): write MARK=TEXT, such as [email]=jo@example.com")
        }
    }

    /// Nil where the whole is replayed.
    func fork() throws -> Fork? {
        guard let at, let model else { return nil }
        let client: LLMClient
        do {
            client = try LLMClient(model: model, baseURL: baseURL)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        let pairs = replacements.compactMap { text -> (String, String)? in
            guard let mark = text.dropFirst().firstIndex(of: "=") else { return nil }
            return (String(text[..<mark]), String(text[text.index(after: mark)...]))
        }
        return Fork(
            at: at,
            provider: client.provider,
            model: client.model,
            systemPrompt: system,
            tools: try BuiltInTools.tools(named: tools),
            replacements: Dictionary(pairs, uniquingKeysWith: { _, last in last })
        )
    }
}

import GlueJSON
import GlueSemantics

/// Asks which tools fit a task and reads the answer. It makes no calls itself.
struct ToolRouter: Sendable {
    let routing: ToolRouting
    let tools: ToolSet

    /// The tool by which a model asks for tools.
    static let name = "request_tools"

    /// What a model is offered before it has asked.
    var firstOffer: [ToolDefinition] { tools.definitions.filter { isAlwaysOffered($0) } + [definition] }

    private var definition: ToolDefinition {
        let names = routed.map(\.name).joined(separator: ", ")
        return ToolDefinition(
            name: Self.name,
            description: "Makes tools available that you need for the task. Say what you want to do. There are tools named: \(names).",
            parameters: JSONSchema.object(["query": .string("What you want to do with the tools")]).value
        )
    }

    private var routed: [ToolDefinition] { tools.definitions.filter { !isAlwaysOffered($0) } }

    private func isAlwaysOffered(_ tool: ToolDefinition) -> Bool { routing.alwaysOffered.contains(tool.name) }

    /// What the model asked for; nil where it cannot be read, and all tools are to be offered.
    static func query(_ call: ToolCall) -> String? {
        let arguments = call.arguments.string.flatMap { try? JSONValue(parsing: $0) } ?? call.arguments
        guard let query = arguments["query"]?.string, !query.isEmpty else { return nil }
        return query
    }

    /// The request that lets a model pick.
    func request(_ query: String, task: Message?, model: String) -> ModelRequest {
        let list = routed.map { tool in
            "\(tool.name): \(tool.description.split(whereSeparator: \.isNewline).first ?? "")"
        }
        let instructions = """
            You pick tools for another model. From the list, pick every tool that its task needs and no other.
            Answer with a JSON array of their names and nothing else, such as ["first", "second"]; with [] where none fits.
            """
        let text = """
            Task: \(task?.text ?? query)
            Needed: \(query)

            Tools:
            \(list.joined(separator: "\n"))
            """
        return ModelRequest(
            model: routing.model ?? model,
            messages: [.system(instructions), .user(text)],
            parameters: ModelParameters(maxTokens: routing.maxTokens)
        )
    }

    /// What the picking call came to.
    struct Choice: Sendable, Hashable {
        /// What is offered from now on.
        var offer: [ToolDefinition]
        /// The names that were picked and exist; nil where the choice fell back to all tools.
        var matched: [String]?
    }

    /// All tools, because nothing was picked that could be read.
    var everything: Choice { Choice(offer: tools.definitions, matched: nil) }

    /// The tools that an answer names; names that no tool has are passed over.
    func choice(_ answer: Message) -> Choice {
        let lists = JSONText.candidates(answer.text).compactMap(\.array)
        guard let list = lists.first, lists.count == 1 else { return everything }
        let names = list.compactMap(\.string)
        guard names.count == list.count else { return everything }
        let matched = routed.map(\.name).filter { names.contains($0) }
        return Choice(offer: tools.definitions.filter { matched.contains($0.name) || isAlwaysOffered($0) }, matched: matched)
    }
}

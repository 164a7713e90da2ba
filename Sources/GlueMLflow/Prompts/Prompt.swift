public import GlueJSON
public import GlueSemantics

/// A version of a prompt of the registry.
public struct Prompt: Sendable, Hashable {
    public var name: String
    public var version: Int
    public var template: PromptTemplate
    /// What was said about this version when it was made.
    public var commitMessage: String
    public var tags: [String: String]
    public var aliases: [String]
    /// Settings for the model, such as `model_name` and `temperature`, as a JSON object; nil where there are none.
    public var modelConfig: JSONObject?
    /// The schema of the answer; nil where there is none.
    public var responseFormat: JSONValue?

    init(_ version: ModelVersion, operation: String) throws(MLflowError) {
        guard version.tags[PromptTags.isPrompt] == "true", let text = version.tags[PromptTags.text] else {
            throw MLflowError(.unexpectedAnswer, "\"\(version.name)\" is a model and no prompt", operation: operation)
        }
        name = version.name
        self.version = Int(version.version) ?? 0
        template = try PromptTemplate(stored: text, isChat: version.tags[PromptTags.type] == PromptTags.chat, of: version.name)
        commitMessage = version.description
        modelConfig = version.tags[PromptTags.modelConfig].flatMap { try? JSONValue(parsing: $0) }?.object
        responseFormat = version.tags[PromptTags.responseFormat].flatMap { try? JSONValue(parsing: $0) }
        tags = version.tags.filter { !PromptTags.own.contains($0.key) }
        aliases = version.aliases
    }

    /// The address by which others know this version.
    public var uri: String { "prompts:/\(name)/\(version)" }
}

/// What a prompt says, with places for values such as `{{name}}`.
public enum PromptTemplate: Sendable, Hashable {
    case text(String)
    case chat([Turn])

    /// A message of a chat.
    public struct Turn: Sendable, Hashable {
        /// `system`, `user` or `assistant`.
        public var role: String
        public var content: String

        public init(_ role: String, _ content: String) {
            self.role = role
            self.content = content
        }
    }

    init(stored text: String, isChat: Bool, of name: String) throws(MLflowError) {
        guard isChat else {
            self = .text(text)
            return
        }
        guard let turns = (try? JSONValue(parsing: text))?.array else {
            throw MLflowError(.unexpectedAnswer, "the prompt \"\(name)\" is a chat, and its text is no list of messages")
        }
        self = .chat(turns.map { Turn($0["role"]?.string ?? "", $0["content"].map { $0.string ?? $0.text() } ?? "") })
    }

    /// As the registry keeps it.
    var stored: String {
        switch self {
        case .text(let text): text
        case .chat(let turns):
            JSONValue.array(turns.map { ["role": .string($0.role), "content": .string($0.content)] }).text()
        }
    }

    private var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .chat(let turns): turns.map(\.content)
        }
    }

    /// The names in its places.
    public var variables: Set<String> { Set(texts.flatMap { PromptPlaces($0).pieces.compactMap(\.variable) }) }

    /// Puts values into the places.
    ///
    /// - Throws: ``MLflowError/Kind/unstorable`` where values are missing, or the template is one of Jinja, whose conditions and
    ///   loops are not run here.
    public func rendered(_ values: [String: String]) throws(MLflowError) -> PromptTemplate {
        guard !texts.contains(where: { $0.contains("{%") }) else {
            throw MLflowError(.unsupported, "the template has Jinja's conditions or loops, which are not run here")
        }
        let missing = variables.subtracting(values.keys).sorted()
        guard missing.isEmpty else { throw Checked.unstorable("the prompt needs values for \(missing.joined(separator: ", "))") }
        func put(_ text: String) -> String {
            PromptPlaces(text).pieces.map { piece in piece.variable.flatMap { values[$0] } ?? String(piece.text) }.joined()
        }
        switch self {
        case .text(let text): return .text(put(text))
        case .chat(let turns): return .chat(turns.map { Turn($0.role, put($0.content)) })
        }
    }

    /// The template as messages for a model; a text is what the user says.
    public var messages: [Message] {
        switch self {
        case .text(let text): [.user(text)]
        case .chat(let turns):
            turns.map { turn in
                switch turn.role {
                case "system", "developer": .system(turn.content)
                case "assistant": .assistant(turn.content)
                default: .user(turn.content)
                }
            }
        }
    }
}

/// A text cut at its places `{{ name }}`.
///
/// Source: MLflow 3.17, `mlflow.prompt.constants`: a name is of letters, digits and `_`, parts of it are divided by dots.
struct PromptPlaces {
    struct Piece {
        var text: Substring
        /// Nil for what stands between places.
        var variable: String?
    }

    private(set) var pieces: [Piece] = []

    init(_ text: String) {
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let name = rest[open.upperBound..<close.lowerBound].trimming(while: \.isWhitespace)
            guard Self.isName(name) else {
                // The next place may begin one brace further.
                let next = rest.index(after: open.lowerBound)
                pieces.append(Piece(text: rest[..<next]))
                rest = rest[next...]
                continue
            }
            pieces.append(Piece(text: rest[..<open.lowerBound]))
            pieces.append(Piece(text: rest[open.lowerBound..<close.upperBound], variable: String(name)))
            rest = rest[close.upperBound...]
        }
        pieces.append(Piece(text: rest))
    }

    private static func isName(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            guard let first = part.unicodeScalars.first, first.isASCII, first == "_" || first.properties.isAlphabetic else { return false }
            return part.unicodeScalars.allSatisfy {
                $0.isASCII && ($0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil)
            }
        }
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}

/// The tags by which a registered model is a prompt.
///
/// Source: MLflow 3.17, `mlflow.prompt.constants`.
enum PromptTags {
    static let isPrompt = "mlflow.prompt.is_prompt"
    static let text = "mlflow.prompt.text"
    static let type = "_mlflow_prompt_type"
    static let chat = "chat"
    static let plain = "text"
    static let modelConfig = "_mlflow_prompt_model_config"
    static let responseFormat = "_mlflow_prompt_response_format"
    static let experiments = "_mlflow_experiment_ids"
    /// What the server wants for the source of a prompt's version.
    static let source = "dummy-source"

    static let own: Set<String> = [isPrompt, text, type, modelConfig, responseFormat, experiments]
}

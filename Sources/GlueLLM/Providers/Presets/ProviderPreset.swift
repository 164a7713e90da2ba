/// A provider as the name before a model's colon means it.
struct ProviderPreset: Sendable {
    /// By what its requests are written and its answers read.
    enum API: Sendable {
        case chatCompletions(ChatDialect = ChatDialect())
        case responses
        case anthropic
        case gemini
        case ollama
        case azure
    }

    /// The name in `name:model`.
    var name: String
    /// Other names that people write.
    var aliases: [String] = []
    /// The name in spans, by the GenAI conventions.
    var provider: String
    var api: API = .chatCompletions()
    /// Where it is served unless the caller or a variable says otherwise; nil where each customer has an address of their own.
    var baseURL: String?
    /// The variables that hold the key, the first that is set counts.
    var keyVariables: [String]
    /// The variables that hold another address.
    var baseURLVariables: [String]
    /// Headers that variables fill, by variable.
    var headerVariables: [String: String] = [:]
    /// Whether the provider's own server answers nobody without a key.
    var needsKey = true

    /// The variable that an error names.
    var keyVariable: String { keyVariables[0] }
}

extension ProviderPreset {
    /// A service that speaks like OpenAI's chat completions.
    ///
    /// - Parameter provider: The name in spans where it is not the name itself.
    static func compatible(
        _ name: String,
        _ baseURL: String,
        provider: String? = nil,
        aliases: [String] = [],
        key keyVariables: [String],
        dialect: ChatDialect = ChatDialect()
    ) -> ProviderPreset {
        ProviderPreset(
            name: name,
            aliases: aliases,
            provider: provider ?? name,
            api: .chatCompletions(dialect),
            baseURL: baseURL,
            keyVariables: keyVariables,
            baseURLVariables: ["\(name.uppercased())_BASE_URL"]
        )
    }

    /// A server on this machine: it has a key only where somebody gave it one.
    static func local(_ name: String, _ baseURL: String, aliases: [String] = [], dialect: ChatDialect = ChatDialect()) -> ProviderPreset {
        var preset = compatible(name, baseURL, aliases: aliases, key: ["\(name.uppercased())_API_KEY"], dialect: dialect)
        preset.needsKey = false
        return preset
    }
}

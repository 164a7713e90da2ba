/// How hard a model thinks, as OpenAI's models take it: none of them takes every level.
///
/// Source: OpenAI API reference, `reasoning_effort`; the rule for what is not taken is that of the Python GlueLLM.
enum ReasoningEffort: String, CaseIterable {
    case none, minimal, low, medium, high, xhigh

    /// The level that a model is asked for: the nearest lower one that it takes, else its lowest; nil where it takes none.
    ///
    /// Words that are no level stand as they are, for a model that is newer than this list.
    static func level(_ wanted: String, for model: String) -> String? {
        let levels = levels(of: model)
        guard !levels.isEmpty else { return nil }
        guard let wanted = ReasoningEffort(rawValue: wanted) else { return wanted }
        return (levels.last { $0.rank <= wanted.rank } ?? levels[0]).rawValue
    }

    /// Whether a request's level is left out of it, as its model takes none.
    static func isOmitted(from request: ModelRequest) -> Bool {
        request.parameters.reasoningEffort.map { level($0, for: request.model) == nil } ?? false
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The levels of one of OpenAI's models, lowest first.
    private static func levels(of model: String) -> [ReasoningEffort] {
        let name = model.split(separator: "/").last ?? ""
        if name.first == "o", name.dropFirst().first?.isNumber == true { return [.minimal, .low, .medium, .high] }
        guard name.hasPrefix("gpt-") else { return [] }
        let version = name.dropFirst(4).prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) ?? 0 }
        guard let major = version.first, major >= 5 else { return [] }
        let minor = version.count > 1 ? version[1] : 0
        if major == 5, minor == 0 { return name.hasPrefix("gpt-5-pro") ? [.high] : [.minimal, .low, .medium, .high] }
        return major == 5 && minor == 1 ? [.none, .low, .medium, .high] : allCases
    }
}

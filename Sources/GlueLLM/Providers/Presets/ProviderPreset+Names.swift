extension ProviderPreset {
    /// The preset and the model that `provider:model` or `provider/model` names.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` with the names that come near, or all that there are.
    static func resolve(_ model: String) throws(LLMError) -> (ProviderPreset, model: String) {
        let separator = model.firstIndex { $0 == ":" || $0 == "/" }
        guard let separator, separator != model.startIndex, model.index(after: separator) != model.endIndex else {
            throw LLMError(.configuration, "“\(model)” names no provider and model; write provider:model, with a provider of: \(names)")
        }
        let name = model[..<separator].lowercased()
        guard let preset = all.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            throw LLMError(
                .configuration,
                "there is no provider “\(model[..<separator])”; \(advice(for: name)). A server that speaks like one of them is reached by its base URL"
            )
        }
        return (preset, String(model[model.index(after: separator)...]))
    }

    private static var names: String { all.map(\.name).joined(separator: ", ") }

    private static func advice(for name: String) -> String {
        let near = all.filter { preset in ([preset.name] + preset.aliases).contains { isNear($0, name) } }.map(\.name)
        return near.isEmpty ? "there are: \(names)" : "did you mean \(near.joined(separator: " or "))?"
    }

    /// Whether one begins like the other, or two letters at most tell them apart.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let shorter = min(left.count, right.count)
        if shorter >= 3, left.hasPrefix(right) || right.hasPrefix(left) { return true }
        return shorter >= 3 && distance(Array(left), Array(right)) <= (shorter <= 4 ? 1 : 2)
    }

    /// How many letters must be added, left out or replaced to make one text of the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}

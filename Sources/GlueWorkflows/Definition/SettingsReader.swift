import GlueJSON
import GlueLLM

/// Settings out of a file: what it leaves out stays as it is by default.
enum SettingsReader {
    /// - Parameters:
    ///   - json: Members in snake case or as they are called in Swift; nil for the defaults.
    /// - Throws: ``LLMError/Kind/configuration`` for a member that there is not, or of the wrong kind.
    static func read<Settings: Codable>(_ json: JSONValue?, over defaults: Settings, at place: String) throws(LLMError) -> Settings {
        guard let json else { return defaults }
        guard let given = json.object else { throw DefinitionMembers.error(place, "an object is expected") }
        let known = Mirror(reflecting: defaults).children.compactMap(\.label)
        guard case .object(var members)? = try? JSONValue(encoding: defaults) else { return defaults }
        for (key, value) in given {
            let name = camel(key)
            guard known.contains(name) else {
                let names = known.map(\.snakeCased).sorted().joined(separator: ", ")
                throw DefinitionMembers.error("\(place).\(key)", "there is no such setting; the settings are \(names)")
            }
            members[name] = value
        }
        do {
            return try JSONValue.object(members).decoded(as: Settings.self)
        } catch let error as DecodingError {
            throw DefinitionMembers.error(place, describe(error))
        } catch {
            throw DefinitionMembers.error(place, "\(error)")
        }
    }

    private static func camel(_ key: String) -> String {
        let words = key.split(separator: "_")
        guard let first = words.first, words.count > 1 else { return key }
        return first + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func describe(_ error: DecodingError) -> String {
        let context: DecodingError.Context =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context), .dataCorrupted(let context):
                context
            @unknown default: DecodingError.Context(codingPath: [], debugDescription: "it cannot be read")
            }
        let path = context.codingPath.map(\.stringValue.snakeCased).joined(separator: ".")
        return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
}

extension String {
    /// `maxRounds` as `max_rounds`.
    var snakeCased: String {
        reduce(into: "") { text, character in
            if character.isUppercase { text += "_\(character.lowercased())" } else { text.append(character) }
        }
    }
}

import Logging

/// Reads the variables of an environment and warns of values that make no sense.
///
/// An empty value is as good as none. A warning names the variable, its value unless that may be secret, and what is used
/// instead.
///
/// Source: OpenTelemetry environment variable specification, "Parsing Environment Variables".
struct EnvironmentReader {
    let values: [String: String]
    let logger: Logger

    /// The first of some variables that is set, and under which name.
    func text(_ variables: EnvironmentVariable...) -> (name: String, value: String)? { text(variables) }

    private func text(_ variables: [EnvironmentVariable]) -> (name: String, value: String)? {
        for name in variables.flatMap({ [$0.name, $0.original].compactMap(\.self) }) {
            if let value = values[name].map({ String($0.trimmed(where: \.isWhitespace)) }), !value.isEmpty { return (name, value) }
        }
        return nil
    }

    /// Only `true`, in any case, is true.
    func flag(_ variable: EnvironmentVariable) -> Bool {
        guard let (name, value) = text(variable) else { return false }
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default:
            warn(name, value, "write true or false", using: "false")
            return false
        }
    }

    /// - Parameter least: The smallest number that makes sense.
    func integer(_ variables: EnvironmentVariable..., least: Int = 0) -> Int? {
        guard let (name, value) = text(variables) else { return nil }
        guard let number = Int(value), number >= least, number <= Int(Int32.max) else {
            warn(name, value, "write a whole number, \(least) or more", using: "the default")
            return nil
        }
        return number
    }

    func milliseconds(_ variables: EnvironmentVariable...) -> Duration? {
        guard let (name, value) = text(variables) else { return nil }
        guard let number = Int(value), number >= 0, number <= Int(Int32.max) else {
            warn(name, value, "write a whole number of milliseconds, 0 or more", using: "the default")
            return nil
        }
        return .milliseconds(number)
    }

    /// Pairs as in `key=value,key2=value2`, percent-encoded; nil where any of it is wrong.
    func pairs(_ variables: EnvironmentVariable...) -> [(key: String, value: String)]? {
        guard let (name, value) = text(variables) else { return nil }
        var pairs: [(key: String, value: String)] = []
        for item in value.split(separator: ",") where !item.trimmedOfBlanks.isEmpty {
            guard let equals = item.firstIndex(of: "="),
                let key = PercentCoding.strictlyDecoded(item[..<equals].trimmedOfBlanks), !key.isEmpty,
                let value = PercentCoding.strictlyDecoded(item[item.index(after: equals)...].trimmedOfBlanks)
            else {
                // Not the value: headers and attributes hold credentials.
                warn(name, nil, "write key=value,key2=value2 with , = and % in them percent-encoded", using: "none of it")
                return nil
            }
            pairs.append((key, value))
        }
        return pairs
    }

    /// Names in lower case, each once.
    func list(_ variable: EnvironmentVariable) -> [String]? {
        guard let (_, value) = text(variable) else { return nil }
        var items: [String] = []
        for item in value.split(separator: ",").map({ $0.trimmedOfBlanks.lowercased() }) where !item.isEmpty && !items.contains(item) {
            items.append(item)
        }
        return items
    }

    func warn(_ variable: EnvironmentVariable, _ value: String?, _ advice: String, using fallback: String) {
        warn(variable.name, value, advice, using: fallback)
    }

    /// - Parameter value: Nil where it may be secret.
    func warn(_ name: String, _ value: String?, _ advice: String, using fallback: String) {
        var metadata: Logger.Metadata = ["variable": "\(name)", "used": "\(fallback)"]
        if let value { metadata["value"] = "\(value)" }
        logger.warning("\(name) makes no sense here: \(advice)", metadata: metadata)
    }
}

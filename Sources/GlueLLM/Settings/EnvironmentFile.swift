import Foundation

/// The variables of a `.env` file.
///
/// swift-configuration reads such files, too, but takes quotation marks, `export` and trailing comments for parts of names
/// and values; the files that people have are full of them.
enum EnvironmentFile {
    /// What could not be read.
    struct Failure: Error {
        var reason: String
    }

    /// - Returns: No variables where there is no such file.
    static func read(_ path: String) throws(Failure) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return parse(String(decoding: data, as: UTF8.self))
        } catch {
            throw Failure(reason: error.localizedDescription)
        }
    }

    /// The last of several lines for one name counts. Lines that are no assignment are passed over.
    static func parse(_ text: String) -> [String: String] {
        var variables: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var line = String(line).trimmingSpace
            if line.hasPrefix("export ") { line = String(line.dropFirst("export ".count)).trimmingSpace }
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<equals]).trimmingSpace
            guard !name.isEmpty else { continue }
            variables[name] = value(String(line[line.index(after: equals)...]).trimmingSpace)
        }
        return variables
    }

    private static func value(_ text: String) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            // A number sign within a word is a part of it, as in a colour or a password.
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            return words.prefix { !$0.hasPrefix("#") }.joined(separator: " ").trimmingSpace
        }
        var value = ""
        var isEscaped = false
        for letter in text.dropFirst() {
            switch letter {
            case _ where isEscaped:
                value.append(letter == "n" ? "\n" : letter == "t" ? "\t" : letter)
                isEscaped = false
            case "\\" where quote == "\"": isEscaped = true
            case quote: return value
            default: value.append(letter)
            }
        }
        // The mark that closes it is missing: then the first one was no mark.
        return text
    }
}

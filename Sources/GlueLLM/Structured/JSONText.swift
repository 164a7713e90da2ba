import GlueJSON

/// Finds the JSON in what a model wrote around it.
enum JSONText {
    /// The JSON values that a text may be meant to hold, best guess first: the whole text, what stands in code fences,
    /// objects and arrays within prose. Those of a kind stand in the order of the text.
    ///
    /// Fences and prose are looked at only where the text as a whole is no JSON.
    static func candidates(_ text: String) -> [JSONValue] {
        if let whole = try? JSONValue(parsing: text) { return [whole] }
        let fenced = fences(text).compactMap { try? JSONValue(parsing: $0) }
        return fenced.isEmpty ? embedded(Array(text.utf8)) : fenced
    }

    /// The contents of code fences, whatever language they name.
    private static func fences(_ text: String) -> [String] {
        var fences: [String] = []
        var open: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.drop(while: \.isWhitespace).hasPrefix("```") else {
                open?.append(line)
                continue
            }
            if let lines = open { fences.append(lines.joined(separator: "\n")) }
            open = open == nil ? [] : nil
        }
        // An answer that stops before its fence is closed may be whole all the same.
        if let lines = open { fences.append(lines.joined(separator: "\n")) }
        return fences
    }

    /// How many opening brackets of prose are tried: a text of brackets alone must not cost its square.
    private static let mostAttempts = 256

    /// The objects and arrays that stand in a text, those within others left out.
    private static func embedded(_ bytes: [UInt8]) -> [JSONValue] {
        var values: [JSONValue] = []
        var position = 0
        var attempts = 0
        while position < bytes.count, attempts < mostAttempts {
            guard bytes[position] == UInt8(ascii: "{") || bytes[position] == UInt8(ascii: "[") else {
                position += 1
                continue
            }
            attempts += 1
            guard let end = end(of: position, bytes) else {
                position += 1
                continue
            }
            if let value = try? JSONValue(parsing: Array(bytes[position..<end])) {
                values.append(value)
                position = end
            } else {
                position += 1
            }
        }
        return values
    }

    /// Where the brackets that open at a place are closed; nil where they are not.
    private static func end(of start: Int, _ bytes: [UInt8]) -> Int? {
        var depth = 0
        var isInString = false
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\") where isInString: position += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                depth -= 1
                if depth == 0 { return position + 1 }
            default: break
            }
            position += 1
        }
        return nil
    }
}

extension Detector {
    /// Values that their names call secret, such as `password: …`, `"api_key": "…"` and `client_secret=…`.
    public static let namedSecrets = Detector(
        name: "secret",
        shortest: 10,
        landmarks: [":", "="].map { Landmark($0.utf8, holds: NamedSecrets.mayEndName) },
        findsValue: { NamedSecrets.isSecret(name: $0) }
    ) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard text.bytes[position].isLetter else {
                position += 1
                continue
            }
            let end = text.end(of: { $0.isWord || $0 == UInt8(ascii: "-") }, from: position)
            guard NamedSecrets.isSecret(name: text.bytes[position..<end]), let value = NamedSecrets.value(in: text, after: end) else {
                position = end
                continue
            }
            ranges.append(value)
            position = value.upperBound
        }
        return ranges
    }
}

/// Which names call their values secret, and where such a value stands.
enum NamedSecrets {
    /// Without `-` and `_`. A bare `token` is none of them: in our texts that is mostly a piece of a word.
    private static let endings = [
        "apikey", "accesskey", "secretkey", "privatekey", "accesstoken", "authtoken", "refreshtoken", "sessiontoken", "securitytoken",
        "apitoken", "bearertoken", "secret", "password", "passwd", "passphrase",
    ].map { Array($0.utf8) }

    /// Names that call a value secret only in the query of a URL.
    private static let queryNames: Set<[UInt8]> = Set(
        [
            "key", "token", "idtoken", "sig", "signature", "auth", "code", "credential", "pwd", "xamzsignature", "xamzcredential",
            "xgoogsignature", "xgoogcredential",
        ]
        .map { Array($0.utf8) }
    )

    static func isSecret(name: some Collection<UInt8>) -> Bool {
        let name = normal(name)
        return endings.contains { name.count >= $0.count && name.suffix($0.count).elementsEqual($0) }
    }

    static func isSecret(name: String) -> Bool {
        // Most keys are none of them, which their last letters tell.
        name.utf8.withContiguousStorageIfAvailable { mayEndName($0, $0.count) && isSecret(name: $0) } ?? isSecret(name: name.utf8)
    }

    static func isSecret(queryName: some Collection<UInt8>) -> Bool {
        isSecret(name: queryName) || queryNames.contains(normal(queryName))
    }

    /// Whether a name that may call a value secret ends before a place, with spaces and a quote between them at most.
    ///
    /// The last three letters tell. Where separators or quotes may hide them, the whole look is taken.
    static func mayEndName(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
        guard end >= 3 else { return false }
        let (first, second, third) = (text[end - 3], text[end - 2], text[end - 1])
        if isEnding(UInt32(first | 0x20) << 16 | UInt32(second | 0x20) << 8 | UInt32(third | 0x20)) { return true }
        guard isSkipped(third) || isSeparator(second) || isSeparator(first) else { return false }
        return mayEndHiddenName(text, end)
    }

    private static func mayEndHiddenName(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
        var position = end
        func skip(_ isSkipped: (UInt8) -> Bool) { while position > 0, isSkipped(text[position - 1]) { position -= 1 } }
        skip { $0 == UInt8(ascii: " ") }
        if position > 0, text[position - 1] == UInt8(ascii: "\"") || text[position - 1] == UInt8(ascii: "'") {
            position -= 1
            skip { $0 == UInt8(ascii: "\\") }
        }
        var last: UInt32 = 0
        for place in 0..<3 {
            skip(isSeparator)
            guard position > 0 else { return false }
            position -= 1
            last |= UInt32(text[position].lowercased) << UInt32(8 * place)
        }
        return isEnding(last)
    }

    @inline(__always)
    private static func isEnding(_ letters: UInt32) -> Bool {
        switch letters {
        // …key, …token, …secret, …password, …passwd, …passphrase.
        case 0x6B_6579, 0x6B_656E, 0x72_6574, 0x6F_7264, 0x73_7764, 0x61_7365: true
        default: false
        }
    }

    @inline(__always)
    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") }

    private static func isSkipped(_ byte: UInt8) -> Bool {
        isSeparator(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func normal(_ name: some Collection<UInt8>) -> [UInt8] {
        // The longest ending with its separators is far shorter: a name of a megabyte is not copied.
        name.suffix(64).filter(\.isAlphanumeric).map(\.lowercased)
    }

    /// The value that belongs to a name which ends at `end`; nil where none follows.
    static func value(in text: ScannedText, after end: Int) -> Range<Int>? {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
        var position = text.end(of: isSpace, from: quote(in: text, at: end)?.end ?? end)
        guard position < text.count, [UInt8(ascii: ":"), UInt8(ascii: "=")].contains(text.bytes[position]) else { return nil }
        position = text.end(of: isSpace, from: position + 1)
        let quote = quote(in: text, at: position)
        let start = quote?.end ?? position
        let valueEnd = quote.map { self.end(in: text, from: start, quotedBy: $0) } ?? text.end(of: isUnquoted, from: start)
        let value = text.bytes[start..<valueEnd]
        return value.count >= 4 && !placeholders.contains(value.map(\.lowercased)) ? start..<valueEnd : nil
    }

    private static let placeholders = Set(["null", "none", "true", "false", "string", "undefined", "redacted"].map { Array($0.utf8) })

    private struct Quote {
        var byte: UInt8
        /// How many backslashes stand before it: none in JSON, one or more in JSON within JSON.
        var escapes: Int
        var end: Int
    }

    private static func quote(in text: ScannedText, at start: Int) -> Quote? {
        let position = text.end(of: { $0 == UInt8(ascii: "\\") }, from: start)
        guard position < text.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(text.bytes[position]) else { return nil }
        return Quote(byte: text.bytes[position], escapes: position - start, end: position + 1)
    }

    /// The place before the quote that closes a value: it has as many backslashes as the one that opened it.
    private static func end(in text: ScannedText, from start: Int, quotedBy quote: Quote) -> Int {
        var escapes = 0
        for position in start..<max(start, text.count) {
            switch text.bytes[position] {
            case UInt8(ascii: "\n"): return position
            case UInt8(ascii: "\\"): escapes += 1
            // A value in plain JSON may end with a backslash, which is then a pair of them.
            case quote.byte where escapes == quote.escapes || quote.escapes == 0 && escapes.isMultiple(of: 2):
                return position - quote.escapes
            default: escapes = 0
            }
        }
        return text.count
    }

    private static func isUnquoted(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "&"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "<"), UInt8(ascii: ">"):
            false
        default: true
        }
    }
}

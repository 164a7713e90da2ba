extension Detector {
    /// What a URL within a text holds of secrets: user and password, and the values of query members such as `key`, `sig` and
    /// `token`.
    ///
    /// Source: RFC 3986, sections 3.2.1 and 3.4.
    public static let urlSecrets = Detector(
        name: "secret",
        shortest: 7,
        landmarks: [Landmark("://".utf8, holds: URLSecrets.hasUser)]
            + ["?", "&"].map { Landmark($0.utf8, holds: URLSecrets.isSecretMember) }
    ) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            let found =
                switch text.bytes[position] {
                case UInt8(ascii: ":") where text.has("://", at: position): URLSecrets.user(in: text, from: position + 3)
                case UInt8(ascii: "?"), UInt8(ascii: "&"): URLSecrets.value(in: text, ofMemberAt: position + 1)
                default: nil as Range<Int>?
                }
            if let found { ranges.append(found) }
            position = found?.upperBound ?? position + 1
        }
        return ranges
    }
}

private enum URLSecrets {
    /// No name of a member that is known to hold a secret is longer, with its separators.
    private static let longestName = 40

    static func hasUser(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        text[(position + 3)...].prefix(while: isAuthorityByte).contains(UInt8(ascii: "@"))
    }

    static func isSecretMember(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        let name = text[(position + 1)...].prefix(longestName).prefix(while: isNameByte)
        let end = name.endIndex
        return end < text.count && text[end] == UInt8(ascii: "=") && NamedSecrets.isSecret(queryName: name)
    }

    static func value(in text: ScannedText, ofMemberAt start: Int) -> Range<Int>? {
        let name = text.bytes[start...].prefix(longestName).prefix(while: isNameByte)
        guard name.endIndex < text.count, text.bytes[name.endIndex] == UInt8(ascii: "="), NamedSecrets.isSecret(queryName: name) else {
            return nil
        }
        let value = (name.endIndex + 1)..<text.end(of: isQueryByte, from: name.endIndex + 1)
        return value.isEmpty || text.bytes[value].elementsEqual("REDACTED".utf8) ? nil : value
    }

    /// User and password. A user alone is mostly no secret: `git@`.
    static func user(in text: ScannedText, from start: Int) -> Range<Int>? {
        let end = text.end(of: isAuthorityByte, from: start)
        guard let at = text.bytes[start..<end].lastIndex(of: UInt8(ascii: "@")), text.bytes[start..<at].contains(UInt8(ascii: ":")),
            !text.bytes[start..<at].elementsEqual("REDACTED:REDACTED".utf8)
        else { return nil }
        return start..<at
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        isQueryByte(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "?")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { byte.isWord || byte == UInt8(ascii: "-") }

    /// What may stand in a value; brackets and quotes rather stand around the whole URL.
    private static func isQueryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["):
            false
        default: true
        }
    }
}

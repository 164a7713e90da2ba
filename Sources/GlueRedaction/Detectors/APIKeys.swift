extension Detector {
    /// The keys of the common providers, told by how they begin. Keys that were masked with asterisks are found too.
    public static let apiKeys = Detector(name: "api_key", shortest: 12, landmarks: KeyShape.all.map { Landmark($0.prefix) }) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            if let end = KeyShape.end(in: text, at: position) {
                ranges.append(position..<end)
                position = end
            } else {
                position += 1
            }
        }
        return ranges
    }

    /// One secret that is known, such as the key that a client itself uses.
    ///
    /// - Parameter secret: Never found where it is empty.
    public static func secret(_ secret: String, name: String = "api_key") -> Detector {
        let pattern = Array(secret.utf8)
        // Knuth, Morris and Pratt: no text makes it look at a byte more than twice.
        var failures = pattern.isEmpty ? [] : [0]
        for index in pattern.indices.dropFirst() {
            var length = failures[index - 1]
            while length > 0, pattern[index] != pattern[length] { length = failures[length - 1] }
            failures.append(pattern[index] == pattern[length] ? length + 1 : 0)
        }
        return Detector(
            name: name,
            shortest: max(pattern.count, 1),
            landmarks: pattern.isEmpty ? [] : [Landmark(pattern)],
            findsEscapable: pattern.contains { $0 < 0x20 || [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains($0) }
        ) { [failures] text in
            guard !pattern.isEmpty else { return [] }
            var ranges: [Range<Int>] = []
            var matched = 0
            for (index, byte) in text.bytes.enumerated() {
                while matched > 0, byte != pattern[matched] { matched = failures[matched - 1] }
                if byte == pattern[matched] { matched += 1 }
                guard matched == pattern.count else { continue }
                ranges.append((index + 1 - matched)..<(index + 1))
                matched = 0
            }
            return ranges
        }
    }
}

/// How the keys of a provider look.
private struct KeyShape: Sendable {
    var prefix: [UInt8]
    /// How many characters follow the prefix at least.
    var least: Int
    /// How many follow at most; what is longer is no such key.
    var most = Int.max
    var isPart: @Sendable (UInt8) -> Bool = { $0.isWord || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "*") }

    init(_ prefix: String, least: Int) {
        self.prefix = Array(prefix.utf8)
        self.least = least
    }

    /// A key of AWS: upper-case letters and digits, of one length.
    init(aws prefix: String) {
        self.init(prefix, least: 16)
        most = 16
        isPart = { $0.isUppercase || $0.isDigit }
    }

    /// The end of the key that begins at a place; nil where none does.
    static func end(in text: ScannedText, at start: Int) -> Int? {
        let candidates = byFirstByte[Int(text.bytes[start])]
        guard !candidates.isEmpty, text.isBoundary(before: start) else { return nil }
        for shape in candidates where text.bytes[start...].starts(with: shape.prefix) {
            let tail = start + shape.prefix.count
            let end = text.end(of: shape.isPart, from: tail)
            if (shape.least...shape.most).contains(end - tail) { return end }
        }
        return nil
    }

    private static let byFirstByte = (0...UInt8.max).map { byte in all.filter { $0.prefix[0] == byte } }

    static let all = [
        // OpenAI, Anthropic, OpenRouter, DeepSeek, Moonshot and others.
        KeyShape("sk-ant-", least: 6), KeyShape("sk-proj-", least: 6), KeyShape("sk-or-", least: 6), KeyShape("sk-", least: 12),
        KeyShape("sk_live_", least: 12), KeyShape("sk_test_", least: 12), KeyShape("rk_live_", least: 12),
        // Google.
        KeyShape("AIza", least: 20), KeyShape("ya29.", least: 12),
        KeyShape("gsk_", least: 12), KeyShape("xai-", least: 12), KeyShape("pplx-", least: 12), KeyShape("nvapi-", least: 12),
        KeyShape("hf_", least: 16), KeyShape("r8_", least: 16), KeyShape("tgp_v1_", least: 12),
        KeyShape("ghp_", least: 16), KeyShape("gho_", least: 16), KeyShape("ghu_", least: 16), KeyShape("ghs_", least: 16),
        KeyShape("ghr_", least: 16), KeyShape("github_pat_", least: 16), KeyShape("glpat-", least: 12), KeyShape("npm_", least: 20),
        KeyShape("xoxb-", least: 10), KeyShape("xoxp-", least: 10), KeyShape("xoxa-", least: 10), KeyShape("xoxs-", least: 10),
        KeyShape(aws: "AKIA"), KeyShape(aws: "ASIA"),
    ]
}

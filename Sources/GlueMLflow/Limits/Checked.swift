/// What is checked before it is sent.
enum Checked {
    /// The name of a metric, a param or a tag.
    ///
    /// - Parameter what: What it is, such as `the metric`.
    static func key(_ key: String, _ what: String) throws(MLflowError) {
        guard !key.isEmpty else { throw unstorable("\(what) has no name; give it one") }
        if let wrong = key.unicodeScalars.first(where: { !isAllowed($0) }) {
            let shown = String(wrong).debugDescription
            throw unstorable(
                "\(what) \"\(excerpt(key))\" has \(shown) in its name; names have letters, digits, spaces and / _ . - : alone"
            )
        }
        try length(key, MLflowLimits.key, "the name of \(what) \"\(excerpt(key))\"")
        // Some stores keep each under its name as a file.
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw unstorable("\(what) \"\(excerpt(key))\" is no plain path; leave out //, a / at either end, and the parts . and ..")
        }
    }

    static func length(_ text: String, _ limit: Int, _ what: String) throws(MLflowError) {
        // Bytes first: they are known, and never fewer.
        guard text.utf8.count > limit else { return }
        let count = text.unicodeScalars.count
        guard count > limit else { return }
        throw unstorable("\(what) has \(count) characters; MLflow stores \(limit)")
    }

    /// A text that an MLflow server on any database can store.
    static func text(_ text: String, _ limit: Int, _ what: String) throws(MLflowError) {
        try length(text, limit, what)
        guard !text.utf8.contains(0) else { throw unstorable("\(what) has a NUL character, which databases do not store") }
    }

    static func param(_ key: String, _ value: String) throws(MLflowError) {
        try self.key(key, "the param")
        try text(value, MLflowLimits.paramValue, "the param \"\(key)\"")
    }

    static func tag(_ key: String, _ value: String, limit: Int = MLflowLimits.tagValue) throws(MLflowError) {
        try self.key(key, "the tag")
        try text(value, limit, "the tag \"\(key)\"")
    }

    static func tags(_ tags: [String: String], limit: Int = MLflowLimits.tagValue) throws(MLflowError) {
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) { try tag(key, value, limit: limit) }
    }

    static func experimentName(_ name: String) throws(MLflowError) {
        guard !name.isEmpty else { throw unstorable("the experiment has no name; give it one") }
        try text(name, MLflowLimits.experimentName, "the name of the experiment")
    }

    /// The name of a registered model or a prompt.
    static func modelName(_ name: String) throws(MLflowError) {
        guard name.contains(where: { !$0.isWhitespace }), !name.contains(where: { "/:".contains($0) }), name != ".", name != ".." else {
            throw unstorable("\"\(excerpt(name))\" is no name of a model or prompt; it must have a letter, and neither / nor :")
        }
        try text(name, 256, "the name \"\(excerpt(name))\"")
    }

    static func alias(_ alias: String) throws(MLflowError) {
        guard !alias.isEmpty, alias.unicodeScalars.allSatisfy({ isWord($0) || $0 == "-" }) else {
            throw unstorable("\"\(excerpt(alias))\" is no alias; it may have letters, digits, _ and - alone")
        }
        let isVersion = alias.first.map { "vV".contains($0) } == true && alias.count > 1 && alias.dropFirst().allSatisfy(\.isNumber)
        guard alias.lowercased() != "latest", !isVersion else {
            throw unstorable("the alias \"\(alias)\" is reserved: latest and v1, v2 … mean versions")
        }
        try length(alias, MLflowLimits.alias, "the alias")
    }

    static func unstorable(_ message: String) -> MLflowError { MLflowError(.unstorable, message) }

    private static func excerpt(_ text: String) -> String { text.count > 60 ? text.prefix(60) + "…" : text }

    /// What Python's `\w` takes, and the few others.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool { isWord(scalar) || "/.- :".unicodeScalars.contains(scalar) }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else {
            return scalar == "_" || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }
}

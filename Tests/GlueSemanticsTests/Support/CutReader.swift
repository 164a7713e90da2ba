import GlueJSON
import Testing

/// Holds a cut conversation against the whole one: all that is missing must be told by a mark, and nothing else may differ.
struct CutReader {
    var original: JSONValue
    var cut: JSONValue

    func check() throws {
        let whole = try #require(original.array)
        let kept = try #require(cut.array)
        guard kept != whole else { return }
        var next = 0
        for message in kept {
            next += Int(message["gluellm.cut_messages"]?.integer ?? 0)
            try #require(next < whole.count)
            try check(message, against: whole[next])
            next += 1
        }
        #expect(next == whole.count || kept.isEmpty)
    }

    private func check(_ message: JSONValue, against whole: JSONValue) throws {
        #expect(
            Self.without(["parts", "gluellm.cut_parts", "gluellm.cut_messages"], message) == Self.without(["parts"], whole)
        )
        let parts = try #require(message["parts"]?.array)
        let wholeParts = try #require(whole["parts"]?.array)
        let missing = Int(message["gluellm.cut_parts"]?.integer ?? 0)
        try #require(parts.count + missing == wholeParts.count)
        for (part, whole) in zip(parts, wholeParts.dropFirst(missing)) where part != whole {
            try check(part: part, against: whole)
        }
    }

    private func check(part: JSONValue, against whole: JSONValue) throws {
        let key = ["content", "arguments", "response"].first { whole[$0] != nil }
        guard let key else {
            // A part without a leaf is left with its type.
            #expect(part.object?.keys == ["type", "gluellm.cut_bytes"])
            let bare = JSONValue.object(["type": whole["type"] ?? .null]).bytes().count
            #expect(part["gluellm.cut_bytes"] == .integer(Int64(whole.bytes().count - bare)))
            return
        }
        #expect(Self.without([key, "gluellm.cut_bytes"], part) == Self.without([key], whole))
        try Self.check(original: try #require(whole[key]), beginning: part[key], cutBytes: part["gluellm.cut_bytes"])
    }

    /// Whether what is left and what is told to be missing make up the original.
    static func check(original: JSONValue, beginning: JSONValue?, cutBytes: JSONValue?) throws {
        let text = original.string ?? original.text()
        let beginning = try #require(beginning?.string)
        let missing = try #require(cutBytes?.integer)
        #expect(beginning.unicodeScalars.last == "…")
        let kept = beginning.utf8.dropLast(3)
        #expect(text.utf8.starts(with: kept))
        #expect(kept.count + Int(missing) == text.utf8.count)
    }

    private static func without(_ keys: [String], _ value: JSONValue) -> JSONObject {
        var object = value.object ?? [:]
        for key in keys { object[key] = nil }
        return object
    }
}

import GlueJSON

/// A message of the GenAI schema as ``ContentBound`` sees it: a structure that stays and leaves that can be cut.
struct MessageOutline {
    struct Part {
        var object: JSONObject
        /// The member that holds the content; nil where the part can only be left out as a whole.
        var leafKey: String?
        var leafSize: Int
        var fixedSize: Int
    }

    /// A leaf cut to nothing: `"…"` and the member that tells how much is missing.
    static let cutLeafSize = 2 + JSONSize.ellipsisSize + markSize
    /// At most what a member such as `,"gluellm.cut_messages":9223372036854775807` takes.
    static let markSize = 44

    private let frame: JSONObject
    private let frameSize: Int
    private var parts: ArraySlice<Part>
    private var partsLeftOut = 0
    /// How many messages before this one are left out.
    var leftOutBefore = 0

    init?(_ message: JSONValue) {
        guard var object = message.object, let parts = object["parts"]?.array else { return nil }
        object["parts"] = .array([])
        frame = object
        frameSize = JSONSize.of(.object(object))
        self.parts = parts.compactMap(\.object).map(Part.init)[...]
    }

    var isSystem: Bool { frame["role"] == "system" }
    /// How many messages are missing where this one stood, itself included, should it be left out too.
    var weight: Int { frame.marked(Glue.Members.cutMessages).addingUpToMax(1) }
    var leafSizes: [Int] { parts.map(\.leafSize) }

    /// What the message takes without its leaves.
    var fixedSize: Int {
        frameSize + parts.reduce(0) { $0 + $1.fixedSize + 1 }
            + (partsLeftOut > 0 ? Self.markSize : 0) + (leftOutBefore > 0 ? Self.markSize : 0)
    }

    /// What the message takes with its leaves cut to nothing.
    var leastSize: Int { fixedSize + parts.reduce(0) { $0 + min($1.leafSize, Self.cutLeafSize) } }

    /// Leaves out as many of the first parts as it takes to free so many bytes, but never the last part.
    ///
    /// - Returns: How many bytes that freed of ``leastSize``; none where the mark would take more than the parts do.
    mutating func leaveOutFirstParts(toFree bytes: Int) -> Int {
        var freed = partsLeftOut > 0 ? 0 : -Self.markSize
        var count = 0
        for part in parts.dropLast() where freed < bytes {
            freed += part.fixedSize + 1 + min(part.leafSize, Self.cutLeafSize)
            count += 1
        }
        guard freed > 0 else { return 0 }
        parts.removeFirst(count)
        partsLeftOut += count
        return freed
    }

    mutating func leaveOutAllParts() {
        partsLeftOut += parts.count
        parts = []
    }

    /// The message with every leaf that is longer than `length` cut to it.
    func json(cutTo length: Int) -> JSONValue {
        var object = frame
        object["parts"] = .array(parts.map { $0.json(cutTo: length) })
        if partsLeftOut > 0 { object.mark(Glue.Members.cutParts, partsLeftOut) }
        if leftOutBefore > 0 { object.mark(Glue.Members.cutMessages, leftOutBefore) }
        return .object(object)
    }
}

extension MessageOutline.Part {
    init(_ object: JSONObject) {
        let key: String? =
            switch object["type"]?.string {
            case "text", "reasoning", "blob": "content"
            case "tool_call": "arguments"
            case "tool_call_response": "response"
            default: nil
            }
        let size = JSONSize.of(.object(object))
        self.object = object
        if let key, let leaf = object[key] {
            leafKey = key
            leafSize = JSONSize.of(leaf)
            fixedSize = size - leafSize
        } else {
            // All that stays of a part without such a member is its type.
            leafKey = nil
            fixedSize = JSONSize.of(.object(["type": object["type"] ?? "unknown"]))
            leafSize = max(size - fixedSize, 0)
        }
    }

    func json(cutTo length: Int) -> JSONValue {
        // What is shorter than its own mark would only grow.
        guard leafSize > MessageOutline.cutLeafSize, leafSize - MessageOutline.cutLeafSize > length else { return .object(object) }
        guard let leafKey, let leaf = object[leafKey] else {
            return .object(["type": object["type"] ?? "unknown", Glue.Members.cutBytes: .integer(Int64(leafSize))])
        }
        let text = leaf.string ?? leaf.text()
        let beginning = JSONSize.prefix(of: text, within: length)
        var object = object
        object[leafKey] = .string(beginning)
        // Cut for the second time, the text ends in an ellipsis that was never a part of it.
        let added = object[Glue.Members.cutBytes] == nil ? JSONSize.ellipsisSize : 0
        object.mark(Glue.Members.cutBytes, text.utf8.count - beginning.utf8.count + added)
        return .object(object)
    }
}

extension JSONObject {
    /// Tells how much is left out, on top of what the mark of an earlier cut tells.
    mutating func mark(_ key: String, _ count: Int) {
        self[key] = .integer(Int64(marked(key).addingUpToMax(count)))
    }

    /// What a mark of an earlier cut tells; 0 where there is none.
    func marked(_ key: String) -> Int { self[key]?.integer.flatMap(Int.init(exactly:)).map { Swift.max($0, 0) } ?? 0 }
}

extension Int {
    /// The sum, or the greatest number: marks come with messages from outside too, and a hostile one must not overflow.
    func addingUpToMax(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

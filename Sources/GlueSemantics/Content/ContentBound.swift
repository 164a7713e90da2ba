public import GlueJSON

/// How many bytes of message content an attribute may hold, and how what exceeds them is cut.
///
/// Long parts are shortened to one common length, so that a huge tool answer does not push the question out; text is
/// cut between two Unicode scalars and ends in `…`. What was cut carries ``Glue/Members/cutBytes``. Only where the bare
/// structure exceeds the bound are whole parts and then whole messages left out, the oldest first but for the system
/// prompt; what follows them says how many, where anything follows. What is valid against the GenAI schema stays so.
public struct ContentBound: Sendable, Hashable {
    /// The bound for the JSON text of one attribute, in bytes of UTF-8.
    public var bytes: Int

    /// - Parameter bytes: At least 2, the length of an empty list; less counts as 2.
    public init(bytes: Int = 256 << 10) { self.bytes = max(bytes, 2) }

    /// Cuts `gen_ai.input.messages` or `gen_ai.output.messages`; what is too long and no list becomes an empty one.
    public func cut(messages: JSONValue) -> JSONValue {
        guard JSONSize.of(messages) > bytes else { return messages }
        var outlines = (messages.array ?? []).compactMap { MessageOutline($0) }
        leaveOut(&outlines)
        // What the lists and members around the leaves take, each leaf cut to nothing.
        let fixed = outlines.reduce(2) { $0 + $1.fixedSize + 1 }
        let leaves = outlines.flatMap(\.leafSizes)
        guard fixed + leaves.reduce(0, { $0 + min($1, MessageOutline.cutLeafSize) }) <= bytes else { return .array([]) }
        let length = Self.commonLength(of: leaves, within: bytes - fixed)
        return .array(outlines.map { $0.json(cutTo: length) })
    }

    /// Cuts `gen_ai.tool.definitions`: parameters first, then descriptions, then the last tools.
    ///
    /// What is too long and no list becomes an empty one.
    public func cut(definitions: JSONValue) -> JSONValue {
        guard JSONSize.of(definitions) > bytes else { return definitions }
        var elements = definitions.array ?? []
        for key in ["parameters", "description"] {
            elements = elements.map { Self.leavingOut(key, of: $0) }
            if JSONSize.of(.array(elements)) <= bytes { return .array(elements) }
        }
        var size = 2
        let end = elements.firstIndex { element in
            size += JSONSize.of(element) + (size > 2 ? 1 : 0)
            return size > bytes
        }
        return .array(Array(elements[..<(end ?? elements.endIndex)]))
    }

    /// Cuts any other value, such as a tool's arguments: an object that holds the beginning of its JSON text.
    public func cut(value: JSONValue) -> JSONValue {
        let size = JSONSize.of(value)
        guard size > bytes else { return value }
        func object(_ text: String, _ cut: Int) -> JSONValue {
            ["beginning": .string(text), Glue.Members.cutBytes: .integer(Int64(cut))]
        }
        let frame = JSONSize.of(object(JSONSize.ellipsis, size))
        guard frame <= bytes else { return .object([:]) }
        let text = value.string ?? value.text()
        let beginning = JSONSize.prefix(of: text, within: bytes - frame)
        return object(beginning, text.utf8.count - beginning.utf8.count + JSONSize.ellipsisSize)
    }

    /// Cuts plain text.
    public func cut(text: String) -> String {
        text.utf8.count <= bytes ? text : JSONSize.prefix(of: text, within: bytes, escaped: false)
    }

    /// The greatest length to which every longer leaf is cut so that all of them fit.
    static func commonLength(of sizes: [Int], within bytes: Int) -> Int {
        var left = bytes
        var remaining = sizes.count
        for size in sizes.sorted() {
            let share = left / remaining
            // A leaf that is cut takes its mark too; one that is not longer than that is kept whole.
            guard size <= max(share, MessageOutline.cutLeafSize) else { return max(share - MessageOutline.cutLeafSize, 0) }
            left -= size
            remaining -= 1
        }
        return .max
    }

    /// Leaves out parts, then messages, until the bare structure fits.
    private func leaveOut(_ outlines: inout [MessageOutline]) {
        var size = outlines.reduce(2) { $0 + $1.leastSize + 1 }
        let first = outlines.first?.isSystem == true && outlines.count > 1 ? 1 : 0
        // The system prompt gives last.
        for index in Array(outlines.indices[first...]) + Array(outlines.indices[..<first]) where size > bytes {
            size -= outlines[index].leaveOutFirstParts(toFree: size - bytes)
        }
        var end = first
        var leftOut = 0
        while size > bytes, end < outlines.count {
            size -= outlines[end].leastSize + 1
            leftOut = leftOut.addingUpToMax(outlines[end].weight)
            end += 1
            guard end < outlines.count else { break }
            outlines[end].leftOutBefore = leftOut
            size += MessageOutline.markSize
        }
        outlines.removeSubrange(first..<end)
    }

    private static func leavingOut(_ key: String, of definition: JSONValue) -> JSONValue {
        guard var object = definition.object, let value = object[key] else { return definition }
        let size = JSONSize.of(value)
        // What is shorter than its own mark would only grow.
        guard size > MessageOutline.markSize else { return definition }
        object[key] = nil
        object.mark(Glue.Members.cutBytes, size)
        return .object(object)
    }
}

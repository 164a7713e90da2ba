public import GlueJSON

/// How many bytes of message content an attribute may hold, and how what exceeds them is cut.
///
/// Long parts are shortened to one common length, so that a huge tool answer does not push the question out; text is
/// cut between two Unicode scalars and ends in `…`. What was cut carries ``Glue/Members/cutBytes``. Only where the bare
/// structure exceeds the bound are whole parts and then whole messages left out, the oldest first but for the system
/// prompt; what follows them says how many. What is valid against the GenAI schema stays so. The list is empty where the
/// bound has no room for a single message.
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

    /// Leaves out parts, then messages, until the bare structure fits or nothing but the last message's frame is left.
    private func leaveOut(_ outlines: inout [MessageOutline]) {
        guard let last = outlines.indices.last else { return }
        var size = outlines.reduce(2) { $0 + $1.leastSize + 1 }
        let first = outlines[0].isSystem && last > 0 ? 1 : 0
        // The system prompt gives last.
        for index in Array(outlines.indices[first...]) + Array(outlines.indices[..<first]) where size > bytes {
            size -= outlines[index].leaveOutFirstParts(toFree: size - bytes)
        }
        var missing = first..<first
        // The last message stays: somebody must say what is missing.
        func exceeds() -> Bool { size + (missing.isEmpty ? 0 : MessageOutline.markSize) > bytes }
        while exceeds(), missing.upperBound < last {
            size -= outlines[missing.upperBound].leastSize + 1
            missing = missing.lowerBound..<missing.upperBound + 1
        }
        if exceeds(), first > 0 {
            size -= outlines[0].leastSize + 1
            missing = 0..<missing.upperBound
        }
        if exceeds() { outlines[last].leaveOutAllParts() }
        outlines[missing.upperBound].leftOutBefore = outlines[missing].reduce(0) { $0.addingUpToMax($1.weight) }
        outlines.removeSubrange(missing)
    }
}

// MARK: - Tool definitions

extension ContentBound {
    /// Cuts `gen_ai.tool.definitions`: the longest parameters first, then the longest descriptions, then the last tools.
    ///
    /// What is too long and no list becomes an empty one.
    public func cut(definitions: JSONValue) -> JSONValue {
        var size = JSONSize.of(definitions)
        guard size > bytes else { return definitions }
        var elements = definitions.array ?? []
        for key in ["parameters", "description"] {
            let lengths = elements.map { $0[key].map(JSONSize.of) ?? 0 }
            for index in elements.indices.sorted(by: { (lengths[$1], $0) < (lengths[$0], $1) }) where size > bytes {
                let shorter = Self.leavingOut(key, of: elements[index])
                size -= JSONSize.of(elements[index]) - JSONSize.of(shorter)
                elements[index] = shorter
            }
            if size <= bytes { return .array(elements) }
        }
        return .array(firstTools(of: elements))
    }

    /// As many tools as fit; the last of them says how many do not.
    private func firstTools(of elements: [JSONValue]) -> [JSONValue] {
        var size = 2 + MessageOutline.markSize
        let kept = elements.prefix { element in
            size += JSONSize.of(element) + 1
            return size <= bytes
        }
        guard var last = kept.last?.object else { return [] }
        last.mark(Glue.Members.cutTools, elements.count - kept.count)
        return kept.dropLast() + [.object(last)]
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

extension JSONValue {
    /// The JSON form of a value that can be encoded; members stand in the order in which the type writes them.
    ///
    /// - Throws: `EncodingError` for a whole number that a JSON value cannot keep, and what the type's own encoding throws.
    public init(encoding value: some Encodable) throws {
        if let value = value as? JSONValue {
            self = value
            return
        }
        let node = EncodedNode()
        try value.encode(to: JSONValueEncoder(node: node, codingPath: []))
        self = node.value
    }
}

/// A place in the value that grows: containers are handed out before it is known what goes into them.
private final class EncodedNode {
    enum Content {
        case value(JSONValue)
        case array([EncodedNode])
        case object([(key: String, node: EncodedNode)])
    }

    var content: Content = .value(.object([:]))

    var value: JSONValue {
        switch content {
        case .value(let value): value
        case .array(let nodes): .array(nodes.map(\.value))
        case .object(let members): .object(JSONObject(lastOfEach: members.map { ($0.key, $0.node.value) }))
        }
    }

    func element() -> EncodedNode {
        var nodes: [EncodedNode] = []
        if case .array(let present) = content { nodes = present }
        // Let go of first, so that the list grows in place.
        content = .array([])
        let node = EncodedNode()
        nodes.append(node)
        content = .array(nodes)
        return node
    }

    func member(_ key: String) -> EncodedNode {
        var members: [(key: String, node: EncodedNode)] = []
        if case .object(let present) = content { members = present }
        content = .object([])
        let node = EncodedNode()
        members.append((key, node))
        content = .object(members)
        return node
    }
}

private struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
    let node: EncodedNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([]) }
        return KeyedEncodingContainer(KeyedContainer(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return UnkeyedContainer(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { node.content = .value(.null) }
    func encode(_ value: Bool) throws { node.content = .value(.bool(value)) }
    func encode(_ value: String) throws { node.content = .value(.string(value)) }
    func encode(_ value: Double) throws { node.content = .value(.number(value)) }
    func encode(_ value: Float) throws { node.content = .value(.number(Double(value))) }
    func encode(_ value: Int) throws { integer(value) }
    func encode(_ value: Int8) throws { integer(value) }
    func encode(_ value: Int16) throws { integer(value) }
    func encode(_ value: Int32) throws { integer(value) }
    func encode(_ value: Int64) throws { integer(value) }
    func encode(_ value: UInt) throws { try unsigned(value) }
    func encode(_ value: UInt8) throws { integer(value) }
    func encode(_ value: UInt16) throws { integer(value) }
    func encode(_ value: UInt32) throws { integer(value) }
    func encode(_ value: UInt64) throws { try unsigned(value) }

    func encode(_ value: some Encodable) throws {
        if let value = value as? JSONValue { node.content = .value(value) } else { try value.encode(to: self) }
    }

    private func integer(_ value: some FixedWidthInteger) { node.content = .value(.integer(Int64(value))) }

    private func unsigned(_ value: some FixedWidthInteger & UnsignedInteger) throws {
        guard let content = Int64(exactly: value).map(JSONValue.integer) ?? Double(exactly: value).map(JSONValue.number) else {
            // Rounding would turn one id into another.
            let context = EncodingError.Context(codingPath: codingPath, debugDescription: "write numbers above 2^63 - 1 as strings")
            throw EncodingError.invalidValue(value, context)
        }
        node.content = .value(content)
    }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodedNode
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) throws { try encoder(key).encodeNil() }
    func encode(_ value: some Encodable, forKey key: Key) throws { try encoder(key).encode(value) }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) -> KeyedEncodingContainer<NestedKey> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder(SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: any CodingKey) -> JSONValueEncoder {
        JSONValueEncoder(node: node.member(key.stringValue), codingPath: codingPath + [key])
    }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
    let node: EncodedNode
    let codingPath: [any CodingKey]
    var count: Int { if case .array(let nodes) = node.content { nodes.count } else { 0 } }

    func encodeNil() throws { try encoder().encodeNil() }
    func encode(_ value: some Encodable) throws { try encoder().encode(value) }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> JSONValueEncoder {
        let path = codingPath + [IndexKey(intValue: count)]
        return JSONValueEncoder(node: node.element(), codingPath: path)
    }
}

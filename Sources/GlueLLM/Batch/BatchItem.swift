public import GlueJSON
public import GlueSemantics

/// One request of a batch: what is asked, and in what it differs from the client that asks.
public struct BatchItem: Sendable, Hashable {
    /// Its name within the batch, by which an answer is found again; nil for `item-N`, N being its place from 0.
    public var id: String?
    /// What is asked. A system message at the beginning takes the place of the client's system prompt.
    public var messages: [Message]
    /// Nil for the client's.
    public var systemPrompt: String?
    /// Another model of the client's provider; nil for the client's.
    public var model: String?
    /// What is set here takes the place of the client's; nil for the client's alone.
    public var parameters: ModelParameters?
    /// The form of the answer; nil for text.
    public var schema: OutputSchema?
    /// The application's own, handed back with the result.
    public var metadata: JSONObject

    public init(
        id: String? = nil,
        messages: [Message],
        systemPrompt: String? = nil,
        model: String? = nil,
        parameters: ModelParameters? = nil,
        schema: OutputSchema? = nil,
        metadata: JSONObject = JSONObject()
    ) {
        self.id = id
        self.messages = messages
        self.systemPrompt = systemPrompt
        self.model = model
        self.parameters = parameters
        self.schema = schema
        self.metadata = metadata
    }

    /// A prompt.
    public init(id: String? = nil, _ prompt: String, metadata: JSONObject = JSONObject()) {
        self.init(id: id, messages: [.user(prompt)], metadata: metadata)
    }
}

/// An item with its place and its name.
struct PlacedItem: Sendable {
    /// From 0.
    let index: Int
    let item: BatchItem

    var id: String { item.id ?? "item-\(index)" }
}

/// Items that are known already, as a sequence to be read.
struct PlacedItems: AsyncSequence, Sendable {
    let items: [PlacedItem]

    func makeAsyncIterator() -> Iterator { Iterator(items: items[...]) }

    struct Iterator: AsyncIteratorProtocol {
        var items: ArraySlice<PlacedItem>
        mutating func next() async -> PlacedItem? { items.popFirst() }
    }
}

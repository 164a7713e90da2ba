/// Finds texts that belong to a question.
public protocol Retriever: Sendable {
    /// The name in spans; one of few.
    var name: String { get }

    /// - Parameter limit: How many are wanted at most.
    /// - Returns: The best first.
    func retrieve(_ query: String, limit: Int) async throws -> [RetrievedChunk]
}

/// A text that a ``Retriever`` found.
public struct RetrievedChunk: Sendable, Hashable {
    public var text: String
    /// Where it is from; nil where that is not known.
    public var source: String?
    /// How well it fits, whatever the scale; nil where the retriever does not tell.
    public var score: Double?

    public init(_ text: String, source: String? = nil, score: Double? = nil) {
        self.text = text
        self.source = source
        self.score = score
    }
}

/// A function that finds texts.
public struct FunctionRetriever: Retriever {
    public let name: String
    private let body: @Sendable (String, Int) async throws -> [RetrievedChunk]

    public init(_ name: String, _ body: @escaping @Sendable (String, Int) async throws -> [RetrievedChunk]) {
        self.name = name
        self.body = body
    }

    public func retrieve(_ query: String, limit: Int) async throws -> [RetrievedChunk] { try await body(query, limit) }
}

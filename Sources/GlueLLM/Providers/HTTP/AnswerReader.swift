public import GlueJSON

/// Reads an answer that comes in pieces.
public protocol AnswerReader: Sendable {
    /// Reads a piece and adds the events that it holds, in order. What is not known is left aside.
    ///
    /// - Throws: What the provider itself reports as a failure. An `error` member is seen before a piece comes here.
    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) throws(LLMError)

    /// How far the answer has come.
    var progress: AnswerProgress { get }
}

/// How far an answer in pieces has come.
public enum AnswerProgress: Sendable, Hashable {
    /// Something of it is still missing: a connection that ends now has broken.
    case open
    /// It is complete, though more may be told, such as what it cost.
    case complete
    /// Nothing that counts comes any more.
    case over
}

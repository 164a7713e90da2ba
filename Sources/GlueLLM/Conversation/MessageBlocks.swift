import GlueSemantics

extension [Message] {
    /// The places before which a conversation can be cut: none is between a tool call and its answers.
    ///
    /// Answers that follow nothing they answer stay with what is before them.
    var cuts: [Int] {
        indices.filter { $0 > 0 && self[$0].role != .tool }
    }

    /// How many messages at the beginning say what the model is to be.
    var instructionCount: Int { prefix { $0.role == .system }.count }

    /// The place of the last message of the user; nil where there is none.
    var lastPrompt: Int? { lastIndex { $0.role == .user } }
}

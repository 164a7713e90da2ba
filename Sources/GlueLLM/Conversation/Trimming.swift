public import GlueSemantics

extension [Message] {
    /// The messages without the oldest of them, so that what is left has no more tokens than that, by ``TokenEstimate``.
    ///
    /// System messages at the beginning stay, and a summary after them. Whole exchanges go first, each from a message of the user up to the next, so
    /// that what is left begins with a user; then the oldest tool rounds after the last one. That prompt itself, and the
    /// round after it that the model has not seen yet, stay even where they are too much.
    public func trimmed(toTokens bound: Int) -> [Message] {
        var excess = TokenEstimate.tokens(in: self) - bound
        guard excess > 0 else { return self }
        let first = keptFromBeginning
        var kept = self[..<first]
        var round = first
        if let prompt = lastPrompt, prompt >= first {
            // To the beginning of the first exchange with which it all fits.
            var start = first
            while excess > 0, start < prompt {
                let next = self[(start + 1)...].firstIndex { $0.role == .user } ?? prompt
                excess -= TokenEstimate.tokens(in: Array(self[start..<next]))
                start = next
            }
            kept += self[start...prompt]
            round = prompt + 1
        }
        // And to the beginning of the first tool round.
        let rounds = cuts.filter { $0 > round }
        for next in rounds where excess > 0 {
            excess -= TokenEstimate.tokens(in: Array(self[round..<next]))
            round = next
        }
        return Array(kept + self[round...])
    }

    /// System messages, and what a summary tells of all that was before.
    private var keptFromBeginning: Int {
        let count = instructionCount
        return indices.contains(count) && self[count].isSummary ? count + 1 : count
    }
}

extension Conversation {
    /// Leaves the oldest messages out, see ``Swift/Array/trimmed(toTokens:)``.
    public mutating func trim(toTokens bound: Int) { messages = messages.trimmed(toTokens: bound) }
}

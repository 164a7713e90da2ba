/// What somebody who was asked to vote answered.
enum Vote: Sendable, Hashable {
    /// The place of a proposal, from 0.
    case proposal(Int)
    case abstention
    /// Nothing that could be a vote.
    case none

    /// Reads a vote: what stands behind the last `VOTE:`, else the last number of the text.
    ///
    /// A number that is no proposal's is no vote, and so is one within a word or a fraction.
    init(_ text: String, among count: Int) {
        let parts = text.lowercased().split(separator: "vote:", omittingEmptySubsequences: false)
        let answer = parts.count > 1 ? parts[parts.count - 1] : text.lowercased()[...]
        let words = answer.split { !($0.isLetter || $0.isNumber || $0 == ".") }.map { $0.trimming { $0 == "." } }
        if parts.count > 1, let first = words.first(where: { Int($0) != nil || $0 == "abstain" }) {
            self = Self.vote(first, among: count)
        } else if let last = words.last(where: { Int($0) != nil || $0 == "abstain" }) {
            self = Self.vote(last, among: count)
        } else {
            self = .none
        }
    }

    private static func vote(_ word: Substring, among count: Int) -> Vote {
        if word == "abstain" { return .abstention }
        guard let place = Int(word), (0..<count).contains(place) else { return .none }
        return .proposal(place)
    }
}

extension Substring {
    /// The text without characters of a kind at its ends.
    func trimming(_ isLeftOut: (Character) -> Bool) -> Substring {
        var text = drop(while: isLeftOut)
        while let last = text.last, isLeftOut(last) { text.removeLast() }
        return text
    }
}

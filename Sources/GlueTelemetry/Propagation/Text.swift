extension Collection where Self: BidirectionalCollection, SubSequence: BidirectionalCollection {
    /// Without the elements at either end that satisfy a condition.
    func trimmed(where isBlank: (Element) -> Bool) -> SubSequence {
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return rest
    }
}

extension StringProtocol {
    /// Without spaces and tabs at either end, the optional white space of HTTP fields.
    var trimmedOfBlanks: SubSequence { trimmed { $0 == " " || $0 == "\t" } }
}

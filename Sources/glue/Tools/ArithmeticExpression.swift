import Foundation

/// An arithmetic expression and its value, by recursive descent.
struct ArithmeticExpression {
    /// Why a text is no expression.
    struct Failure: Error, Equatable, CustomStringConvertible {
        var reason: String
        /// In characters from the start.
        var offset: Int
        var description: String { "\(reason) at character \(offset + 1)" }
    }

    private let characters: [Character]
    private var position = 0
    private var depth = 0

    init(_ text: String) { characters = text.filter { !$0.isWhitespace } }

    /// - Throws: ``Failure`` where the text is no expression, is nested deeper than 100 or has no finite value.
    mutating func value() throws(Failure) -> Double {
        let value = try sum()
        guard position == characters.count else { throw failure("an operator was expected") }
        guard value.isFinite else { throw failure("the value is not finite") }
        return value
    }

    private mutating func sum() throws(Failure) -> Double {
        var value = try product()
        while let sign = take("+", "-") {
            let term = try product()
            value = sign == "+" ? value + term : value - term
        }
        return value
    }

    private mutating func product() throws(Failure) -> Double {
        var value = try signed()
        while let sign = take("*", "/") {
            let factor = try signed()
            value = sign == "*" ? value * factor : value / factor
        }
        return value
    }

    /// A sign binds less than a power: -2^2 is -4.
    private mutating func signed() throws(Failure) -> Double {
        try deeper { expression throws(Failure) in
            guard let sign = expression.take("+", "-") else { return try expression.power() }
            let value = try expression.signed()
            return sign == "-" ? -value : value
        }
    }

    /// Powers are read from the right: 2^3^2 is 2^9.
    private mutating func power() throws(Failure) -> Double {
        let base = try atom()
        guard take("^") != nil else { return base }
        return pow(base, try signed())
    }

    private mutating func atom() throws(Failure) -> Double {
        if take("(") != nil {
            let value = try sum()
            guard take(")") != nil else { throw failure("a closing parenthesis was expected") }
            return value
        }
        let start = position
        while position < characters.count, characters[position].isASCII, characters[position].isNumber || characters[position] == "." {
            position += 1
        }
        guard let value = Double(String(characters[start..<position])) else {
            position = start
            throw failure("a number was expected")
        }
        return value
    }

    private mutating func deeper(_ body: (inout Self) throws(Failure) -> Double) throws(Failure) -> Double {
        depth += 1
        guard depth <= 100 else { throw failure("the expression is nested too deeply") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func take(_ wanted: Character...) -> Character? {
        guard position < characters.count, wanted.contains(characters[position]) else { return nil }
        position += 1
        return characters[position - 1]
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: position) }
}

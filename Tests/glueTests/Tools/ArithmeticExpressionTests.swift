import Testing

@testable import glue

@Suite("Arithmetic expressions")
struct ArithmeticExpressionTests {
    @Test(
        "Precedence is that of arithmetic",
        arguments: [
            ("17 * 23", 391.0), ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("2 ^ -1", 0.5),
            ("10 - 4 - 3", 3), ("100 / 10 / 2", 5), ("1.5e0 + 1", .nan), ("--3", 3), ("+4", 4), (".5 * 4", 2),
        ]
    )
    func value(text: String, expected: Double) throws {
        var expression = ArithmeticExpression(text)
        if expected.isNaN {
            #expect(throws: ArithmeticExpression.Failure.self) { try expression.value() }
        } else {
            #expect(try expression.value() == expected)
        }
    }

    @Test(
        "What is no expression is refused with its place",
        arguments: [
            ("", "a number was expected at character 1"), ("1 +", "a number was expected at character 3"),
            ("(1", "a closing parenthesis was expected at character 3"), ("1 2 x", "an operator was expected at character 3"),
            ("1/0", "the value is not finite at character 4"), ("rm -rf", "a number was expected at character 1"),
        ]
    )
    func refused(text: String, message: String) {
        var expression = ArithmeticExpression(text)
        let failure = #expect(throws: ArithmeticExpression.Failure.self) { try expression.value() }
        #expect(failure?.description == message)
    }

    @Test("Deep nesting is refused, not a crash")
    func deep() {
        var expression = ArithmeticExpression(String(repeating: "(", count: 100_000) + "1")
        #expect(throws: ArithmeticExpression.Failure.self) { try expression.value() }
    }
}

import GlueLLM

/// Arithmetic, for a model that cannot multiply.
struct CalculatorTool: Tool {
    struct Arguments: Decodable { var expression: String }

    let name = "calculator"
    let description = "The value of an arithmetic expression with + - * / ^, parentheses and decimal numbers"
    let parameters = JSONSchema.object(["expression": .string("Such as (17 + 4) * 2.5")])

    func call(arguments: Arguments) async throws -> Double {
        do {
            var expression = ArithmeticExpression(arguments.expression)
            return try expression.value()
        } catch {
            throw ToolFailure(type: "invalid_expression", message: error.description)
        }
    }
}

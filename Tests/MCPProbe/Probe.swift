import GlueJSON
import GlueLLM
import GlueMCP

/// Serves two tools on standard input and output, for clients of the tests.
@main
struct Probe {
    struct Add: Tool {
        struct Arguments: Decodable {
            var a: Int
            var b: Int
        }
        let name = "add"
        let description = "Adds two numbers"
        let parameters = JSONSchema.object(["a": .integer("The first"), "b": .integer("The second")])
        func call(arguments: Arguments) async throws -> JSONValue { ["sum": .integer(Int64(arguments.a + arguments.b))] }
    }

    struct Fail: Tool {
        struct Arguments: Decodable {}
        let name = "fail"
        let description = "Fails"
        let parameters = JSONSchema.object([:])
        func call(arguments: Arguments) async throws -> String { throw ToolFailure(type: "broken", message: "it is broken") }
    }

    static func main() async throws {
        try await MCPServer(name: "probe", tools: [Add(), Fail()]).serveStandardIO()
    }
}

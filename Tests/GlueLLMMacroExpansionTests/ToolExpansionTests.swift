import SwiftDiagnostics
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("What @Tool writes")
struct ToolExpansionTests {
    @Test("A function has a tool beside it")
    func function() {
        expectExpansion(
            """
            /// Looks up.
            /// - Parameter city: The city's "name".
            @Tool
            public func look(for city: String, days: Int = 3) async throws -> String {
                city
            }
            """,
            #"""
            /// Looks up.
            /// - Parameter city: The city's "name".
            public func look(for city: String, days: Int = 3) async throws -> String {
                city
            }

            public var lookTool: GlueLLM.AnyTool {
                GlueLLM.AnyTool(name: "look", description: "Looks up.") { parameters in
                    parameters.property("city", String.self, description: "The city's \"name\".")
                    parameters.property("days", Int.self, default: 3)
                } call: { arguments in
                    try await look(for: arguments.value("city", as: String.self), days: arguments.value("days", as: Int.self, default: 3))
                }
            }
            """#
        )
    }

    @Test("A function without a description is warned of, and can be given one")
    func undescribed() {
        expectExpansion(
            """
            @Tool
            func look() {
            }
            """,
            #"""
            func look() {
            }

            var lookTool: GlueLLM.AnyTool {
                GlueLLM.AnyTool(name: "look", description: "") { _ in
                } call: { _ in
                    look()
                }
            }
            """#,
            diagnostics: [
                DiagnosticSpec(
                    message: "say what 'look' does in a doc comment: models choose tools by their descriptions",
                    line: 2,
                    column: 6,
                    severity: .warning,
                    fixIts: [FixItSpec(message: "add a doc comment")]
                )
            ],
            fixed: """
                /// <#What the tool does#>
                @Tool
                func look() {
                }
                """
        )
    }

    @Test(
        "What cannot be a tool is refused with the way out",
        arguments: [
            ("@Tool", "struct S {}", "@Tool is for functions; a type becomes a tool by conforming to Tool", 1),
            ("@Tool", "func f<T>(a: T) {}", "a tool cannot be generic: the model has to know the types of its parameters", 13),
            ("@Tool", "mutating func f() {}", "a tool cannot be mutating: it may run at any time, and beside others", 7),
            ("@Tool", "func f(a: Int...) {}", "the parameter 'a' is variadic, which JSON cannot give; take a plain value", 14),
            ("@Tool", "func f(a: inout Int) {}", "the parameter 'a' is inout, which JSON cannot give; take a plain value", 14),
            ("@Tool", "func f(a: () -> Void) {}", "the parameter 'a' is a function, which JSON cannot give; take a plain value", 14),
            (
                "@Tool", "func f(a: @escaping () -> Void) {}",
                "the parameter 'a' is a function, which JSON cannot give; take a plain value", 14
            ),
            ("@Tool", "func f(a: any P) {}", "the parameter 'a' is of no certain type, which JSON cannot give; take a plain value", 14),
            ("@Tool(\"a b\")", "func f() {}", "'a b' is no name for a tool: use 1 to 64 letters, digits, '_' and '-'", 7),
        ]
    )
    func refused(attribute: String, declaration: String, message: String, column: Int) {
        expectExpansion(
            "\(attribute) \(declaration)",
            declaration,
            diagnostics: [DiagnosticSpec(message: message, line: 1, column: column)]
        )
    }
}

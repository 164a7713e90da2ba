import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("What @Generable writes")
struct GenerableExpansionTests {
    @Test("A struct is described, read and written property by property")
    func structure() {
        expectExpansion(
            """
            /// A person.
            @Generable
            public struct Person {
                @Guide(description: "In full", .length(1...60)) var name: String
                var age: Int?, tries: Int = 3
            }
            """,
            #"""
            /// A person.
            public struct Person {
                var name: String
                var age: Int?, tries: Int = 3
            }

            extension Person: GlueLLM.Generable {
                public static var schema: GlueLLM.JSONSchema {
                    GlueLLM.SchemaDefinitions.schema(of: Self.self)
                }

                public static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
                    definitions.object(Self.self, description: "A person.") { object in
                        object.property("name", String.self, description: "In full", guides: [.length(1 ... 60)])
                        object.property("age", Int?.self)
                        object.property("tries", Int.self, default: 3)
                    }
                }

                public init(from decoder: any Decoder) throws {
                    let members = try GlueLLM.GeneratedMembers(from: decoder)
                    self.name = try members.value("name", as: String.self)
                    self.age = try members.value("age", as: Int?.self)
                    self.tries = try members.value("tries", as: Int.self, default: 3)
                }

                public func encode(to encoder: any Encoder) throws {
                    var members = encoder.container(keyedBy: GlueLLM.MemberName.self)
                    try members.encode(self.name, forKey: "name")
                    try members.encodeIfPresent(self.age, forKey: "age")
                    try members.encode(self.tries, forKey: "tries")
                }
            }
            """#
        )
    }

    @Test("An enum with values is one of several objects")
    func alternatives() {
        expectExpansion(
            """
            @Generable
            enum Shape {
                case circle(radius: Double)
                case none
            }
            """,
            #"""
            enum Shape {
                case circle(radius: Double)
                case none
            }

            extension Shape: GlueLLM.Generable {
                static var schema: GlueLLM.JSONSchema {
                    GlueLLM.SchemaDefinitions.schema(of: Self.self)
                }

                static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
                    definitions.alternatives(Self.self) { alternatives in
                        alternatives.alternative("circle") { object in
                            object.property("radius", Double.self)
                        }
                        alternatives.alternative("none")
                    }
                }

                init(from decoder: any Decoder) throws {
                    let members = try GlueLLM.GeneratedMembers(from: decoder)
                    switch try members.value(GlueLLM.AlternativesSchema.tag, as: String.self) {
                    case "circle":
                        self = .circle(radius: try members.value("radius", as: Double.self))
                    case "none":
                        self = .none
                    default:
                        throw GlueLLM.GeneratedCase.unknown(in: decoder, known: ["circle", "none"])
                    }
                }

                func encode(to encoder: any Encoder) throws {
                    var members = encoder.container(keyedBy: GlueLLM.MemberName.self)
                    switch self {
                    case let .circle(radius: value_radius):
                        try members.encode("circle", forKey: "type")
                        try members.encode(value_radius, forKey: "radius")
                    case .none:
                        try members.encode("none", forKey: "type")
                    }
                }
            }
            """#
        )
    }

    @Test("A constant that has a value is refused, and can be made a variable")
    func constant() {
        expectExpansion(
            """
            @Generable
            enum Outer {
                case one
            }
            @Generable
            struct Inner {
                let limit: Int = 3
            }
            """,
            #"""
            enum Outer {
                case one
            }
            struct Inner {
                let limit: Int = 3
            }

            extension Outer: GlueLLM.Generable {
                static var schema: GlueLLM.JSONSchema {
                    .enumeration(["one"])
                }

                init(from decoder: any Decoder) throws {
                    switch try decoder.singleValueContainer().decode(String.self) {
                    case "one":
                        self = .one
                    default:
                        throw GlueLLM.GeneratedCase.unknown(in: decoder, known: ["one"])
                    }
                }

                func encode(to encoder: any Encoder) throws {
                    var container = encoder.singleValueContainer()
                    switch self {
                    case .one:
                        try container.encode("one")
                    }
                }
            }

            extension Inner: GlueLLM.Generable {
                static var schema: GlueLLM.JSONSchema {
                    GlueLLM.SchemaDefinitions.schema(of: Self.self)
                }

                static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
                    definitions.object(Self.self) { _ in
                    }
                }

                init(from decoder: any Decoder) throws {
                    _ = try GlueLLM.GeneratedMembers(from: decoder)
                }

                func encode(to encoder: any Encoder) throws {
                    _ = encoder.container(keyedBy: GlueLLM.MemberName.self)
                }
            }
            """#,
            diagnostics: [
                DiagnosticSpec(
                    message:
                        "'limit' has a value already that no model can change; use 'var' for a default, or 'static let' for a constant",
                    line: 7,
                    column: 5,
                    fixIts: [FixItSpec(message: "make it a 'var'")]
                )
            ],
            fixed: """
                @Generable
                enum Outer {
                    case one
                }
                @Generable
                struct Inner {
                    var limit: Int = 3
                }
                """
        )
    }

    @Test(
        "What cannot be generated is refused with the way out",
        arguments: [
            (
                "class C {}",
                "@Generable is for structs and enums; make the type one of them, or write the conformance to Generable by hand", 1, 1
            ),
            ("enum E {}", "an enum without cases has no value that a model could generate", 1, 17),
            (
                "enum E {\n    case a(type: Int)\n}", "'type' tells the cases apart; give the value of 'a' another label", 2, 10
            ),
        ]
    )
    func refused(declaration: String, message: String, line: Int, column: Int) {
        expectExpansion(
            "@Generable \(declaration)",
            declaration,
            diagnostics: [DiagnosticSpec(message: message, line: line, column: column)]
        )
    }

    @Test("A guide elsewhere is told")
    func misplaced() {
        expectExpansion(
            "@Guide(description: \"x\") func f() {}",
            "func f() {}",
            diagnostics: [DiagnosticSpec(message: "@Guide is for the properties of a @Generable type", line: 1, column: 1)]
        )
    }

    @Test("What the macro cannot see or the model cannot give is told at its place")
    func properties() {
        expectExpansion(
            """
            @Generable
            struct S {
                var a = make()
                var (b, c): (Int, Int)
            }
            """,
            #"""
            struct S {
                var a = make()
                var (b, c): (Int, Int)
            }

            extension S: GlueLLM.Generable {
                static var schema: GlueLLM.JSONSchema {
                    GlueLLM.SchemaDefinitions.schema(of: Self.self)
                }

                static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
                    definitions.object(Self.self) { _ in
                    }
                }

                init(from decoder: any Decoder) throws {
                    _ = try GlueLLM.GeneratedMembers(from: decoder)
                }

                func encode(to encoder: any Encoder) throws {
                    _ = encoder.container(keyedBy: GlueLLM.MemberName.self)
                }
            }
            """#,
            diagnostics: [
                DiagnosticSpec(
                    message: "write the type of 'a': the schema is made before types are inferred",
                    line: 3,
                    column: 9
                ),
                DiagnosticSpec(
                    message: "a generated property needs a name of its own; declare one property for each value",
                    line: 4,
                    column: 9
                ),
            ]
        )
    }
}

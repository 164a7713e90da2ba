import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What `@Generable` writes for an enum: one of some texts or numbers, or one of several objects that a tag tells apart.
struct GenerableEnum {
    private(set) var members: [String] = []

    init?(_ declaration: EnumDeclSyntax, _ description: String?, in context: some MacroExpansionContext) {
        let own = declaration.memberBlock.members
        let cases = own.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }.flatMap { declaration in
            declaration.elements.map { Case($0, Documentation(declaration.leadingTrivia).text) }
        }
        guard !cases.isEmpty else {
            context.diagnose(Diagnostic(node: declaration.name, message: Fault.emptyEnum))
            return nil
        }
        for one in cases where one.values.contains(where: { $0.key == "type" }) {
            context.diagnose(Diagnostic(node: one.node, message: Fault.tagTaken(case: one.key)))
            return nil
        }
        let hasValues = cases.contains { !$0.values.isEmpty }
        let code = Code(cases: cases, description: description)
        if hasValues {
            members = [code.complete, code.alternatives]
        } else {
            members = [declaration.hasRawValues ? code.rawValues : code.names]
            // `RawRepresentable` is read and written by its raw value without more.
            if declaration.hasRawValues { return }
        }
        if !own.declaresInit("from") { members.append(hasValues ? code.readingAlternatives : code.readingNames) }
        if !own.declaresFunction("encode") { members.append(hasValues ? code.writingAlternatives : code.writingNames) }
    }

    /// A case with its associated values.
    private struct Case {
        let node: EnumCaseElementSyntax
        let name: String
        let description: String
        let values: [GeneratedProperty]

        var key: String { name.filter { $0 != "`" } }

        init(_ element: EnumCaseElementSyntax, _ description: String) {
            node = element
            name = element.name.text
            self.description = description
            let parameters = Array(element.parameterClause?.parameters ?? [])
            values = parameters.enumerated().map { index, parameter in
                let label = parameter.firstName.flatMap { $0.tokenKind == .wildcard ? nil : $0.text }
                let unlabelled = parameters.count == 1 ? "value" : "value\(index + 1)"
                var value = GeneratedProperty(name: label ?? unlabelled, type: parameter.type, value: parameter.defaultValue?.value)
                value.label = GeneratedProperty.label(parameter.firstName)
                return value
            }
        }

        /// The case with its values, as an expression or a pattern.
        func with(_ value: (GeneratedProperty) -> String) -> String {
            guard !values.isEmpty else { return ".\(name)" }
            return ".\(name)(" + values.map { $0.label + value($0) }.joined(separator: ", ") + ")"
        }
    }

    /// The members' code.
    private struct Code {
        let cases: [Case]
        let description: String?

        private var known: String { "[" + cases.map(\.key.literal).joined(separator: ", ") + "]" }
        private var unknown: String { "default: throw GlueLLM.GeneratedCase.unknown(in: decoder, known: \(known))" }
        private var described: String { description.map { ", \($0)" } ?? "" }

        var complete: String { "static var schema: GlueLLM.JSONSchema {\nGlueLLM.SchemaDefinitions.schema(of: Self.self)\n}" }

        var names: String { "static var schema: GlueLLM.JSONSchema {\n.enumeration(\(known)\(described))\n}" }

        var rawValues: String {
            let values = cases.map { "Self.\($0.name).rawValue" }.joined(separator: ", ")
            return "static var schema: GlueLLM.JSONSchema {\n.enumeration([\(values)]\(described))\n}"
        }

        var alternatives: String {
            let statements = cases.map { one in
                let description = one.description.isEmpty ? "" : ", description: \(one.description.literal)"
                let properties = one.values.map { $0.schemaStatement("object") + "\n" }.joined()
                let body = one.values.isEmpty ? "" : " { object in\n\(properties)}"
                return "alternatives.alternative(\(one.key.literal)\(description))\(body)\n"
            }
            return """
                static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
                definitions.alternatives(Self.self\(description.map { ", description: \($0)" } ?? "")) { alternatives in
                \(statements.joined())}
                }
                """
        }

        var readingNames: String {
            """
            init(from decoder: any Decoder) throws {
            switch try decoder.singleValueContainer().decode(String.self) {
            \(cases.map { "case \($0.key.literal): self = .\($0.name)\n" }.joined())\(unknown)
            }
            }
            """
        }

        var writingNames: String {
            """
            func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            \(cases.map { "case .\($0.name): try container.encode(\($0.key.literal))\n" }.joined())}
            }
            """
        }

        var readingAlternatives: String {
            """
            init(from decoder: any Decoder) throws {
            let members = try GlueLLM.GeneratedMembers(from: decoder)
            switch try members.value(GlueLLM.AlternativesSchema.tag, as: String.self) {
            \(cases.map { one in "case \(one.key.literal): self = \(one.with { $0.reading("members") })\n" }.joined())\(unknown)
            }
            }
            """
        }

        var writingAlternatives: String {
            let statements = cases.map { one in
                let values = one.values.map { "\n" + $0.writing($0.variable) }.joined()
                let pattern = one.values.isEmpty ? ".\(one.name)" : "let \(one.with(\.variable))"
                return "case \(pattern):\ntry members.encode(\(one.key.literal), forKey: \"type\")\(values)\n"
            }
            return """
                func encode(to encoder: any Encoder) throws {
                var members = encoder.container(keyedBy: GlueLLM.MemberName.self)
                switch self {
                \(statements.joined())}
                }
                """
        }
    }
}

extension GeneratedProperty {
    /// What an associated value is bound to; no label can hide what the code around it uses.
    fileprivate var variable: String { "value_\(key)" }
}

extension EnumDeclSyntax {
    /// Whether the cases have raw values: then the type that is inherited first is the one of texts or numbers.
    fileprivate var hasRawValues: Bool {
        let types = ["String", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64"]
        return inheritanceClause?.inheritedTypes.first.map { types.contains($0.type.trimmedDescription) } ?? false
    }
}

import SwiftSyntax
import SwiftSyntaxMacros

/// What `@Generable` writes for a struct.
struct GenerableStruct {
    private(set) var members: [String] = []

    init(_ declaration: StructDeclSyntax, _ description: String?, in context: some MacroExpansionContext) {
        let own = declaration.memberBlock.members
        let properties = GeneratedProperty.all(of: own, in: context)
        members.append("static var schema: GlueLLM.JSONSchema {\nGlueLLM.SchemaDefinitions.schema(of: Self.self)\n}")
        members.append(Self.schema(properties, description))
        if !own.declaresInit("from") { members.append(Self.reading(properties)) }
        if !own.declaresFunction("encode") { members.append(Self.writing(properties)) }
    }

    private static func schema(_ properties: [GeneratedProperty], _ description: String?) -> String {
        let statements = properties.map { $0.schemaStatement("object") + "\n" }.joined()
        return """
            static func schema(in definitions: inout GlueLLM.SchemaDefinitions) -> GlueLLM.JSONSchema {
            definitions.object(Self.self\(description.map { ", description: \($0)" } ?? "")) { \(properties.isEmpty ? "_" : "object") in
            \(statements)}
            }
            """
    }

    private static func reading(_ properties: [GeneratedProperty]) -> String {
        let statements = properties.map { "self.\($0.name) = \($0.reading("members"))\n" }.joined()
        return """
            init(from decoder: any Decoder) throws {
            \(properties.isEmpty ? "_" : "let members") = try GlueLLM.GeneratedMembers(from: decoder)
            \(statements)}
            """
    }

    private static func writing(_ properties: [GeneratedProperty]) -> String {
        let statements = properties.map { $0.writing("self.\($0.name)") + "\n" }.joined()
        return """
            func encode(to encoder: any Encoder) throws {
            \(properties.isEmpty ? "_" : "var members") = encoder.container(keyedBy: GlueLLM.MemberName.self)
            \(statements)}
            """
    }
}

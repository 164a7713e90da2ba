import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// `@Generable`: the schema of a struct or an enum, and how it is read and written.
package struct GenerableExpansion: ExtensionMacro {
    package static func expansion(
        of node: AttributeSyntax,
        attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let documentation = Documentation(declaration.leadingTrivia).text
        let description = node.argument("description")?.trimmedDescription ?? (documentation.isEmpty ? nil : documentation.literal)
        let members: [String]
        if let declaration = declaration.as(StructDeclSyntax.self) {
            members = GenerableStruct(declaration, description, in: context).members
        } else if let declaration = declaration.as(EnumDeclSyntax.self) {
            guard let described = GenerableEnum(declaration, description, in: context) else { return [] }
            members = described.members
        } else {
            context.diagnose(Diagnostic(node: node, message: Fault.notGenerable))
            return []
        }
        let access = declaration.modifiers.access
        let conformance = protocols.isEmpty ? "" : ": GlueLLM.Generable"
        let body = members.map { access + $0 }.joined(separator: "\n\n")
        let code: DeclSyntax = "extension \(raw: type.trimmedDescription)\(raw: conformance) {\n\(raw: body)\n}"
        return code.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
    }
}

extension DeclModifierListSyntax {
    /// The access that members need which a protocol asks for, with a space after it; what is narrower needs none.
    var access: String {
        let visible = first { [.keyword(.public), .keyword(.package)].contains($0.name.tokenKind) }
        return visible.map { "\($0.name.text) " } ?? ""
    }
}

extension MemberBlockItemListSyntax {
    /// Whether the type itself has this initialiser or function, told by its first label.
    func declaresInit(_ label: String) -> Bool {
        contains { $0.decl.as(InitializerDeclSyntax.self)?.signature.parameterClause.parameters.first?.firstName.text == label }
    }

    func declaresFunction(_ name: String) -> Bool {
        contains { $0.decl.as(FunctionDeclSyntax.self)?.name.text == name }
    }
}

import SwiftDiagnostics
package import SwiftSyntax
package import SwiftSyntaxMacros

/// `@Guide`: says something of a property to `@Generable`, which reads it from there.
package struct GuideExpansion: PeerMacro {
    package static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        if !declaration.is(VariableDeclSyntax.self) {
            context.diagnose(Diagnostic(node: node, message: Fault.guideElsewhere))
        }
        return []
    }
}

/// What a `@Guide` says.
struct Guide {
    var description: ExprSyntax?
    var guides: [ExprSyntax] = []

    init(_ attributes: AttributeListSyntax) {
        for case .attribute(let attribute) in attributes where attribute.name == "Guide" {
            guard case .argumentList(let arguments) = attribute.arguments else { continue }
            for argument in arguments {
                if argument.label?.text == "description" {
                    if !argument.expression.is(NilLiteralExprSyntax.self) { description = argument.expression.trimmed }
                } else {
                    guides.append(argument.expression.trimmed)
                }
            }
        }
    }
}

extension AttributeSyntax {
    /// The attribute's name, without a module before it.
    var name: String {
        attributeName.as(IdentifierTypeSyntax.self)?.name.text ?? attributeName.as(MemberTypeSyntax.self)?.name.text ?? ""
    }

    /// The argument of a label; nil where there is none or it says nil.
    func argument(_ label: String?) -> ExprSyntax? {
        guard case .argumentList(let arguments) = arguments,
            let argument = arguments.first(where: { $0.label?.text == label })?.expression,
            !argument.is(NilLiteralExprSyntax.self)
        else { return nil }
        return argument
    }
}

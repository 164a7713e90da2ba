import SwiftDiagnostics
import SwiftParser
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// `@Tool`: a tool beside a function, under the function's name with `Tool` after it.
package struct ToolExpansion: PeerMacro {
    package static func expansion(
        of node: AttributeSyntax,
        providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let function = declaration.as(FunctionDeclSyntax.self) else {
            context.diagnose(Diagnostic(node: node, message: Fault.notFunction))
            return []
        }
        guard let parameters = parameters(of: function, in: context), let name = name(node, function, context) else { return [] }
        let description = description(node, function, name, context)
        let call = call(of: function, parameters, context)
        let statements = parameters.map { $0.schemaStatement("parameters") + "\n" }.joined()
        let isStatic = function.isStatic ? "static " : ""
        let code: DeclSyntax = """
            \(raw: function.modifiers.access)\(raw: isStatic)var \(raw: function.plainName)Tool: GlueLLM.AnyTool {
            GlueLLM.AnyTool(name: \(raw: name), description: \(raw: description)) { \(raw: parameters.isEmpty ? "_" : "parameters") in
            \(raw: statements)} call: { \(raw: parameters.isEmpty ? "_" : "arguments") in
            \(raw: call)
            }
            }
            """
        return [code]
    }

    /// The parameters; nil where one cannot be given, which is told.
    private static func parameters(of function: FunctionDeclSyntax, in context: some MacroExpansionContext) -> [GeneratedProperty]? {
        if let generics = function.genericParameterClause {
            context.diagnose(Diagnostic(node: generics, message: Fault.genericTool))
            return nil
        }
        if let modifier = function.modifiers.first(where: { $0.name.tokenKind == .keyword(.mutating) }) {
            context.diagnose(Diagnostic(node: modifier, message: Fault.mutatingTool))
            return nil
        }
        let documentation = Documentation(function.leadingTrivia)
        var parameters: [GeneratedProperty] = []
        for parameter in function.signature.parameterClause.parameters {
            let name = (parameter.secondName ?? parameter.firstName).text
            if let kind = parameter.impossibleKind {
                context.diagnose(Diagnostic(node: parameter, message: Fault.parameter(name, kind: kind)))
                return nil
            }
            let description = documentation.parameters[name.filter { $0 != "`" }]?.literal
            var property = GeneratedProperty(
                name: name,
                type: parameter.type,
                value: parameter.defaultValue?.value,
                description: description
            )
            property.label = GeneratedProperty.label(parameter.firstName)
            parameters.append(property)
        }
        return parameters
    }

    /// The tool's name as an expression: the one that is given, else the function's.
    private static func name(_ node: AttributeSyntax, _ function: FunctionDeclSyntax, _ context: some MacroExpansionContext) -> String? {
        let given = node.argument(nil)
        // What is no literal can only be known when the program runs.
        guard let name = given.map({ $0.as(StringLiteralExprSyntax.self)?.representedLiteralValue }) ?? function.plainName else {
            return given?.trimmedDescription
        }
        let isLegal =
            (1...64).contains(name.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        guard isLegal else {
            context.diagnose(Diagnostic(node: given.map(Syntax.init) ?? Syntax(function.name), message: Fault.toolName(name)))
            return nil
        }
        return name.literal
    }

    private static func description(
        _ node: AttributeSyntax,
        _ function: FunctionDeclSyntax,
        _ name: String,
        _ context: some MacroExpansionContext
    ) -> String {
        if let given = node.argument("description") { return given.trimmedDescription }
        let text = Documentation(function.leadingTrivia).text
        if text.isEmpty {
            let fault = Fault.undescribedTool(function.plainName)
            var described = function
            described.leadingTrivia = "/// <#What the tool does#>\n" + function.leadingTrivia
            let remedy = FixIt.replace(message: Remedy(message: "add a doc comment", fault: fault), oldNode: function, newNode: described)
            context.diagnose(Diagnostic(node: function.name, message: fault, fixIt: remedy))
        }
        return text.literal
    }

    /// The call of the function with what the model wrote.
    private static func call(
        of function: FunctionDeclSyntax,
        _ parameters: [GeneratedProperty],
        _ context: some MacroExpansionContext
    ) -> String {
        let type = context.lexicalContext.first { $0.isProtocol((any DeclGroupSyntax).self) }
        let owner = type == nil ? "" : function.isStatic ? "Self." : "self."
        let effects = function.signature.effectSpecifiers
        // Into an actor every call waits.
        let entersActor = function.attributes.isOnActor || type.map { $0.is(ActorDeclSyntax.self) && !function.isStatic } ?? false
        let waits =
            effects?.asyncSpecifier != nil || entersActor || type?.asProtocol((any DeclGroupSyntax).self)?.attributes.isOnActor == true
        let fails = effects?.throwsClause != nil || !parameters.isEmpty
        let arguments = parameters.map { $0.label + $0.reading("arguments").dropFirst("try ".count) }
        return "\(fails ? "try " : "")\(waits ? "await " : "")\(owner)\(function.name.text)(\(arguments.joined(separator: ", ")))"
    }
}

extension FunctionDeclSyntax {
    fileprivate var plainName: String { name.text.filter { $0 != "`" } }
    fileprivate var isStatic: Bool { modifiers.contains { [.keyword(.static), .keyword(.class)].contains($0.name.tokenKind) } }
}

extension FunctionParameterSyntax {
    /// Why JSON cannot give the parameter; nil where it can.
    fileprivate var impossibleKind: String? {
        if ellipsis != nil { return "variadic" }
        if type.is(FunctionTypeSyntax.self) { return "a function" }
        if type.is(SomeOrAnyTypeSyntax.self) { return "of no certain type" }
        guard let attributed = type.as(AttributedTypeSyntax.self) else { return nil }
        if attributed.specifiers.description.contains("inout") { return "inout" }
        return attributed.baseType.is(FunctionTypeSyntax.self) ? "a function" : nil
    }
}

extension AttributeListSyntax {
    /// Whether there is a global actor among the attributes, as far as its name tells.
    fileprivate var isOnActor: Bool {
        contains { element in
            if case .attribute(let attribute) = element { attribute.name.hasSuffix("Actor") } else { false }
        }
    }
}

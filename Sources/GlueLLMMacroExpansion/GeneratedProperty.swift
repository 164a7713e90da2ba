import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// A value that a model generates: a property, a case's associated value or a tool's parameter.
struct GeneratedProperty {
    /// The name in Swift, with its backticks.
    var name: String
    /// The name in JSON.
    var key: String
    var type: TypeSyntax
    /// What describes it, as an expression.
    var description: String?
    var guides: [String] = []
    /// The label by which a case or a function takes it, with a colon and a space; empty where it has none.
    var label = ""
    /// What it is where the model leaves it out.
    var value: ExprSyntax?

    init(name: String, type: TypeSyntax, value: ExprSyntax? = nil, description: String? = nil) {
        self.name = name
        key = name.filter { $0 != "`" }
        self.type = type.trimmed
        self.description = description
        // What is optional is nil where it is left out anyway.
        if let value, !value.is(NilLiteralExprSyntax.self) { self.value = value.trimmed }
    }

    /// A name as a label: of the keywords only these need backticks there, and others may not have them.
    static func label(_ name: TokenSyntax?) -> String {
        guard let name, name.tokenKind != .wildcard else { return "" }
        let needsTicks = ["`inout`", "`var`", "`let`"].contains(name.text)
        return (needsTicks ? name.text : name.text.filter { $0 != "`" }) + ": "
    }

    var isOptional: Bool {
        type.is(OptionalTypeSyntax.self) || type.is(ImplicitlyUnwrappedOptionalTypeSyntax.self)
            || type.as(IdentifierTypeSyntax.self)?.name.text == "Optional"
    }

    /// The type as an expression can name it.
    private var metatype: String {
        if let type = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) { return "\(type.wrappedType.trimmed)?.self" }
        let isSimple = type.is(IdentifierTypeSyntax.self) || type.is(MemberTypeSyntax.self) || type.is(ArrayTypeSyntax.self)
        return isSimple || type.is(DictionaryTypeSyntax.self) || type.is(OptionalTypeSyntax.self) ? "\(type).self" : "(\(type)).self"
    }

    /// The statement that describes the property in its object's schema.
    func schemaStatement(_ object: String) -> String {
        var arguments = [key.literal, metatype]
        if let description { arguments.append("description: \(description)") }
        if !guides.isEmpty { arguments.append("guides: [\(guides.joined(separator: ", "))]") }
        if let value { arguments.append("default: \(value)") }
        return "\(object).property(\(arguments.joined(separator: ", ")))"
    }

    /// The expression that reads the property from the members that the model wrote.
    func reading(_ members: String) -> String {
        "try \(members).value(\(key.literal), as: \(metatype)\(value.map { ", default: \($0)" } ?? ""))"
    }

    /// The statement that writes the property.
    func writing(_ value: String) -> String {
        "try members.\(isOptional ? "encodeIfPresent" : "encode")(\(value), forKey: \(key.literal))"
    }
}

extension GeneratedProperty {
    /// The stored properties of a struct, in order. What is wrong with one is told at its place.
    static func all(of members: MemberBlockItemListSyntax, in context: some MacroExpansionContext) -> [GeneratedProperty] {
        let keys = codingKeys(members)
        return members.compactMap { $0.decl.as(VariableDeclSyntax.self) }.filter(\.isStored).flatMap { variable in
            properties(variable, in: context)
        }
        .compactMap { property in
            guard let keys else { return property }
            guard let key = keys[property.key] else { return nil }
            var property = property
            property.key = key
            return property
        }
    }

    private static func properties(_ variable: VariableDeclSyntax, in context: some MacroExpansionContext) -> [GeneratedProperty] {
        var properties: [GeneratedProperty] = []
        let guide = Guide(variable.attributes)
        let documentation = Documentation(variable.leadingTrivia).text
        // In `var a, b: Int` the last names the type.
        var type: TypeSyntax?
        for binding in variable.bindings.reversed() {
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else {
                context.diagnose(Diagnostic(node: binding.pattern, message: Fault.pattern))
                continue
            }
            let value = binding.initializer?.value
            if variable.bindingSpecifier.tokenKind == .keyword(.let), value != nil {
                context.diagnose(constant(name, variable))
                continue
            }
            type = binding.typeAnnotation?.type ?? (value == nil ? type : nil)
            guard let type = type ?? value?.literalType else {
                context.diagnose(Diagnostic(node: binding, message: Fault.typeMissing(name)))
                continue
            }
            var property = GeneratedProperty(name: name, type: type, value: value)
            property.description = guide.description?.description ?? (documentation.isEmpty ? nil : documentation.literal)
            property.guides = guide.guides.map(\.description)
            properties.append(property)
        }
        return properties.reversed()
    }

    private static func constant(_ name: String, _ variable: VariableDeclSyntax) -> Diagnostic {
        let fault = Fault.constantWithValue(name)
        var remedied = variable
        remedied.bindingSpecifier.tokenKind = .keyword(.var)
        let remedy = FixIt.replace(message: Remedy(message: "make it a 'var'", fault: fault), oldNode: variable, newNode: remedied)
        return Diagnostic(node: variable.bindingSpecifier, message: fault, fixIt: remedy)
    }

    /// The names in JSON by those in Swift, where the type has `CodingKeys`.
    private static func codingKeys(_ members: MemberBlockItemListSyntax) -> [String: String]? {
        let keys = members.compactMap { $0.decl.as(EnumDeclSyntax.self) }.first { $0.name.text == "CodingKeys" }
        guard let keys else { return nil }
        let cases = keys.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }.flatMap(\.elements)
        let names = cases.map { element in
            let name = element.name.text.filter { $0 != "`" }
            let raw = element.rawValue?.value.as(StringLiteralExprSyntax.self)?.representedLiteralValue
            return (name, raw ?? name)
        }
        return Dictionary(names, uniquingKeysWith: { $1 })
    }
}

extension VariableDeclSyntax {
    fileprivate var isStored: Bool {
        let isOfType = modifiers.contains { [.keyword(.static), .keyword(.class), .keyword(.lazy)].contains($0.name.tokenKind) }
        return !isOfType
            && bindings.allSatisfy { binding in
                switch binding.accessorBlock?.accessors {
                case nil: true
                case .getter: false
                // What observes a stored property does not compute it.
                case .accessors(let accessors):
                    accessors.allSatisfy { [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind) }
                }
            }
    }
}

extension ExprSyntax {
    /// The type of a literal, which is certain without inference.
    fileprivate var literalType: TypeSyntax? {
        if self.is(IntegerLiteralExprSyntax.self) { return "Int" }
        if self.is(FloatLiteralExprSyntax.self) { return "Double" }
        if self.is(BooleanLiteralExprSyntax.self) { return "Bool" }
        return self.is(StringLiteralExprSyntax.self) ? "String" : nil
    }
}

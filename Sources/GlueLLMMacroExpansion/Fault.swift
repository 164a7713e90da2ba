import SwiftDiagnostics

/// What is wrong with a declaration, and what to do.
enum Fault: DiagnosticMessage {
    case notGenerable
    case constantWithValue(String)
    case typeMissing(String)
    case pattern
    case guideElsewhere
    case emptyEnum
    case tagTaken(case: String)
    case notFunction
    case genericTool
    case mutatingTool
    case parameter(String, kind: String)
    case toolName(String)
    case undescribedTool(String)

    var message: String {
        switch self {
        case .notGenerable: "@Generable is for structs and enums; make the type one of them, or write the conformance to Generable by hand"
        case .constantWithValue(let name):
            "'\(name)' has a value already that no model can change; use 'var' for a default, or 'static let' for a constant"
        case .typeMissing(let name): "write the type of '\(name)': the schema is made before types are inferred"
        case .pattern: "a generated property needs a name of its own; declare one property for each value"
        case .guideElsewhere: "@Guide is for the properties of a @Generable type"
        case .emptyEnum: "an enum without cases has no value that a model could generate"
        case .tagTaken(let name): "'type' tells the cases apart; give the value of '\(name)' another label"
        case .notFunction: "@Tool is for functions; a type becomes a tool by conforming to Tool"
        case .genericTool: "a tool cannot be generic: the model has to know the types of its parameters"
        case .mutatingTool: "a tool cannot be mutating: it may run at any time, and beside others"
        case .parameter(let name, let kind): "the parameter '\(name)' is \(kind), which JSON cannot give; take a plain value"
        case .toolName(let name): "'\(name)' is no name for a tool: use 1 to 64 letters, digits, '_' and '-'"
        case .undescribedTool(let name): "say what '\(name)' does in a doc comment: models choose tools by their descriptions"
        }
    }

    var severity: DiagnosticSeverity {
        if case .undescribedTool = self { .warning } else { .error }
    }

    var diagnosticID: MessageID {
        // The case's name without its values.
        MessageID(domain: "GlueLLMMacros", id: "\(self)".prefix { $0 != "(" }.description)
    }
}

/// What a fix-it does.
struct Remedy: FixItMessage {
    let message: String
    let fault: Fault

    var fixItID: MessageID { fault.diagnosticID }
}

import GlueLLMMacroExpansion
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

/// Expands the macros of a source and records what is not as expected.
func expectExpansion(
    _ source: String,
    _ expanded: String,
    diagnostics: [DiagnosticSpec] = [],
    fixed: String? = nil,
    location: Testing.SourceLocation = #_sourceLocation
) {
    let macros: [String: MacroSpec] = [
        "Generable": MacroSpec(type: GenerableExpansion.self, conformances: ["Generable"]),
        "Guide": MacroSpec(type: GuideExpansion.self),
        "Tool": MacroSpec(type: ToolExpansion.self),
    ]
    assertMacroExpansion(
        source,
        expandedSource: expanded,
        diagnostics: diagnostics,
        macroSpecs: macros,
        fixedSource: fixed,
        indentationWidth: .spaces(4),
        failureHandler: { failure in Issue.record("\(failure.message)", sourceLocation: location) }
    )
}

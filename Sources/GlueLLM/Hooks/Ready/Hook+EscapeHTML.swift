extension Hook {
    /// Writes what HTML would take for markup as character references, so that the text can stand in elements and quoted
    /// attributes.
    ///
    /// Source: HTML Living Standard, "Serializing HTML fragments"; the apostrophe as XML 1.0, section 4.6, has it in numbers.
    public static func escapeHTML(at stages: HookStage...) -> Hook {
        Hook("escape_html", at: Set(stages)) { $0.content = escaped($0.content) }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

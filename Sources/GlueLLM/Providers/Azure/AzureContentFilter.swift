import GlueJSON
import GlueSemantics

/// What Azure's content filter says of a prompt and of an answer.
enum AzureContentFilter {
    /// The categories that were filtered, for the call's span; empty where there are none.
    ///
    /// - Parameter answer: A whole answer, or a piece of one.
    static func details(_ answer: JSONValue) -> [String: String] {
        let prompts = (answer["prompt_filter_results"]?.array ?? []).compactMap { $0["content_filter_results"]?.object }
        let choices = (answer["choices"]?.array ?? []).compactMap { $0["content_filter_results"]?.object }
        var categories: [String] = []
        for member in (prompts + choices).joined() where member.value["filtered"]?.bool == true && !categories.contains(member.key) {
            categories.append(member.key)
        }
        return categories.isEmpty ? [:] : [Glue.Attributes.filteredCategories: categories.joined(separator: ",")]
    }
}

/// Reads a streamed answer of Azure's: chat completions, with what the content filter says.
struct AzureReader: AnswerReader {
    private var chat = ChatCompletionReader()

    var progress: AnswerProgress { chat.progress }

    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) {
        chat.read(piece, into: &events)
        let details = AzureContentFilter.details(piece)
        if !details.isEmpty { events.append(.details(details)) }
    }
}

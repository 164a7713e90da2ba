import GlueJSON
import GlueSemantics
import Tracing

/// Writes message content into spans, as far as that is asked for.
struct ContentWriter: Sendable {
    let capture: ContentCapture

    private func write(_ span: any Span, _ key: String, _ value: @autoclosure () -> String) {
        guard capture.onSpans, span.isRecording else { return }
        span.attributes[key] = value()
    }

    func input(_ messages: [Message], _ span: any Span) {
        write(span, GenAI.Attributes.inputMessages, capture.bound.cut(messages: messages.inputJSON).text())
    }

    func output(_ choices: [Message], _ span: any Span) {
        write(span, GenAI.Attributes.outputMessages, capture.bound.cut(messages: choices.outputJSON).text())
    }

    func tools(_ tools: [ToolDefinition], _ span: any Span) {
        guard !tools.isEmpty else { return }
        write(span, GenAI.Attributes.toolDefinitions, capture.bound.cut(definitions: tools.json).text())
    }

    /// What went into an agent, in the form in which the viewers draw a conversation.
    func agentInput(_ messages: [Message], _ span: any Span) {
        write(span, OpenInference.inputValue, capture.bound.cut(messages: messages.inputJSON).text())
        write(span, OpenInference.inputMimeType, OpenInference.MimeTypes.json)
    }

    func agentOutput(_ message: Message, _ span: any Span) {
        write(span, OpenInference.outputValue, capture.bound.cut(messages: [message].outputJSON).text())
        write(span, OpenInference.outputMimeType, OpenInference.MimeTypes.json)
    }

    func toolArguments(_ arguments: JSONValue, _ span: any Span) {
        let text = capture.onSpans ? capture.bound.cut(value: arguments).text() : ""
        write(span, GenAI.Attributes.toolCallArguments, text)
        write(span, OpenInference.inputValue, text)
        write(span, OpenInference.inputMimeType, OpenInference.MimeTypes.json)
    }

    /// - Parameter failed: Whether the answer tells of a failure; `gen_ai.tool.call.result` is for results alone.
    func toolResponse(_ response: JSONValue, failed: Bool, _ span: any Span) {
        let cut = capture.onSpans ? capture.bound.cut(value: response) : .null
        if !failed { write(span, GenAI.Attributes.toolCallResult, cut.text()) }
        write(span, OpenInference.outputValue, cut.string ?? cut.text())
        write(span, OpenInference.outputMimeType, cut.string == nil ? OpenInference.MimeTypes.json : OpenInference.MimeTypes.text)
    }
}

package import GlueJSON
package import GlueRedaction
package import GlueSemantics
package import Tracing

/// Writes message content into spans, as far as that is asked for: redacted first, then cut.
package struct ContentWriter: Sendable {
    let capture: ContentCapture
    package let redactor: Redactor
    let events: (any EventEmitter)?

    /// - Parameter events: Where the messages of model calls go as events; nil for nowhere.
    package init(_ capture: ContentCapture, _ redactor: Redactor, events: (any EventEmitter)? = nil) {
        self.capture = capture
        self.redactor = redactor
        self.events = events
    }

    init(_ client: LLMClient) {
        self.init(client.contentCapture, client.redactor, events: client.events.flatMap { $0.isEnabled ? $0 : nil })
    }

    package func input(_ messages: [Message], _ span: any Span) {
        write(span) { [(GenAI.Attributes.inputMessages, text(messages: messages.inputJSON))] }
    }

    package func output(_ choices: [Message], _ span: any Span) {
        write(span) { [(GenAI.Attributes.outputMessages, text(messages: choices.outputJSON))] }
    }

    package func tools(_ tools: [ToolDefinition], _ span: any Span) {
        guard !tools.isEmpty else { return }
        write(span) { [(GenAI.Attributes.toolDefinitions, capture.bound.cut(definitions: redactor.redact(tools.json)).text())] }
    }

    func outputSchema(_ schema: JSONSchema, _ span: any Span) {
        write(span) { [(Glue.Attributes.outputSchema, capture.bound.cut(value: redactor.redact(schema.value)).text())] }
    }

    /// What a tool showed beyond its response.
    func toolParts(_ parts: [MessagePart], _ span: any Span) {
        guard !parts.isEmpty else { return }
        write(span) { [(Glue.Attributes.toolResponseParts, text(messages: [Message(.user, parts: parts)].inputJSON))] }
    }

    /// What went into an agent, in the form in which the viewers draw a conversation.
    func agentInput(_ messages: [Message], _ span: any Span) {
        write(span) {
            [
                (OpenInference.inputValue, text(messages: messages.inputJSON)),
                (OpenInference.inputMimeType, OpenInference.MimeTypes.json),
            ]
        }
    }

    func agentOutput(_ message: Message, _ span: any Span) {
        write(span) {
            [
                (OpenInference.outputValue, text(messages: [message].outputJSON)),
                (OpenInference.outputMimeType, OpenInference.MimeTypes.json),
            ]
        }
    }

    package func toolArguments(_ arguments: JSONValue, _ span: any Span) {
        write(span) {
            let text = capture.bound.cut(value: redactor.redact(arguments)).text()
            return [
                (GenAI.Attributes.toolCallArguments, text),
                (OpenInference.inputValue, text),
                (OpenInference.inputMimeType, OpenInference.MimeTypes.json),
            ]
        }
    }

    /// - Parameter failed: Whether the answer tells of a failure; `gen_ai.tool.call.result` is for results alone.
    package func toolResponse(_ response: JSONValue, failed: Bool, _ span: any Span) {
        write(span) {
            let cut = capture.bound.cut(value: redactor.redact(response))
            let value = (OpenInference.outputValue, cut.string ?? cut.text())
            let type = cut.string == nil ? OpenInference.MimeTypes.json : OpenInference.MimeTypes.text
            let result = failed ? [] : [(GenAI.Attributes.toolCallResult, cut.text())]
            return result + [value, (OpenInference.outputMimeType, type)]
        }
    }

    /// The text that went into a step that is no conversation.
    package func input(_ text: String, _ span: any Span) {
        write(span) {
            [(OpenInference.inputValue, cut(text)), (OpenInference.inputMimeType, OpenInference.MimeTypes.text)]
        }
    }

    /// The text that came of such a step.
    package func output(_ text: String, _ span: any Span) {
        write(span) {
            [(OpenInference.outputValue, cut(text)), (OpenInference.outputMimeType, OpenInference.MimeTypes.text)]
        }
    }

    /// What was looked up, and what was found.
    package func retrieval(_ query: String, documents: JSONValue, _ span: any Span) {
        write(span) {
            [
                (GenAI.Attributes.retrievalQueryText, cut(query)),
                (GenAI.Attributes.retrievalDocuments, capture.bound.cut(value: redactor.redact(documents)).text()),
                (OpenInference.inputValue, cut(query)), (OpenInference.inputMimeType, OpenInference.MimeTypes.text),
            ]
        }
    }

    private func cut(_ text: String) -> String { capture.bound.cut(text: redactor.redact(text)) }

    private func text(messages: JSONValue) -> String { capture.bound.cut(messages: redactor.redact(messages)).text() }

    /// - Parameter content: Computed only where somebody records it.
    private func write(_ span: any Span, _ content: () -> [(key: String, value: String)]) {
        guard capture.onSpans, span.isRecording else { return }
        let content = content()
        span.change { attributes in
            for (key, value) in content { attributes[key] = value }
        }
    }
}

import GlueJSON
import GlueRedaction
import GlueSemantics
import Tracing

/// The events of the GenAI conventions: what a span tells of a model call, as a record of its own, with the messages as
/// structured values.
///
/// Source: open-telemetry/semantic-conventions-genai, "Generative AI events".
extension ContentWriter {
    /// The details of a model call that was answered.
    ///
    /// - Parameter known: What the call's span began with.
    func modelCall(_ request: ModelRequest, _ response: ModelResponse, _ known: @autoclosure () -> AttributeList, _ span: any Span) {
        guard let events, capture.onEvents else { return }
        var attributes = known()
        attributes.set(request)
        attributes.set(response)
        var members = JSONObject(attributes)
        members[GenAI.Attributes.inputMessages] = capture.bound.cut(messages: redactor.redact(request.messages.inputJSON))
        members[GenAI.Attributes.outputMessages] = capture.bound.cut(messages: redactor.redact(response.choices.outputJSON))
        if !request.tools.isEmpty {
            members[GenAI.Attributes.toolDefinitions] = capture.bound.cut(definitions: redactor.redact(request.tools.json))
        }
        events.emit(
            StructuredEvent(GenAI.Events.inferenceDetails, severity: .debug, attributes: members),
            scope: "GlueLLM",
            context: span.context
        )
    }

    /// A model call that failed, or that its caller gave up.
    func modelCall(_ request: ModelRequest, failed error: LLMError, _ known: @autoclosure () -> AttributeList, _ span: any Span) {
        guard let events, error.kind != .cancelled else { return }
        var members = JSONObject(known())
        members[ErrorNames.exceptionType] = .string("LLMError.\(error.kind.rawValue)")
        members[ErrorNames.exceptionMessage] = .string(redactor.redact(error.message))
        events.emit(
            StructuredEvent(GenAI.Events.operationException, severity: .warning, attributes: members),
            scope: "GlueLLM",
            context: span.context
        )
    }
}

extension JSONObject {
    /// Attributes as members.
    fileprivate init(_ attributes: AttributeList) {
        self.init()
        for (key, value) in attributes.elements { self[key] = JSONValue(value) }
    }
}

extension JSONValue {
    fileprivate init(_ attribute: SpanAttribute) {
        switch attribute {
        case .int32(let value): self = .integer(Int64(value))
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .number(value)
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .int32Array(let values): self = .array(values.map { .integer(Int64($0)) })
        case .int64Array(let values): self = .array(values.map(JSONValue.integer))
        case .doubleArray(let values): self = .array(values.map(JSONValue.number))
        case .boolArray(let values): self = .array(values.map(JSONValue.bool))
        case .stringArray(let values): self = .array(values.map(JSONValue.string))
        case .stringConvertible(let value): self = .string("\(value)")
        case .stringConvertibleArray(let values): self = .array(values.map { .string("\($0)") })
        case .__DO_NOT_SWITCH_EXHAUSTIVELY_OVER_THIS_ENUM_USE_DEFAULT_INSTEAD: self = .null
        }
    }
}

import GlueOTLP
import GlueSemantics

extension ProfiledStep {
    /// What both backends show as input and output, where the span does not say it itself.
    func addValues(_ input: String?, _ output: String?, _ type: String, to span: inout OTLP.Span) {
        if let input, span.attributes[OpenInference.inputValue] == nil {
            span.attributes.append(OTLP.KeyValue(OpenInference.inputValue, .string(input)))
            span.attributes.replace(OpenInference.inputMimeType, .string(type))
        }
        if let output, span.attributes[OpenInference.outputValue] == nil {
            span.attributes.append(OTLP.KeyValue(OpenInference.outputValue, .string(output)))
            span.attributes.replace(OpenInference.outputMimeType, .string(type))
        }
    }

    /// A list of traces shows what was asked and answered in words.
    func quote(in span: inout OTLP.Span) {
        if let question {
            span.attributes.replace(OpenInference.inputValue, .string(question))
            span.attributes.replace(OpenInference.inputMimeType, .string(OpenInference.MimeTypes.text))
        }
        if let answer {
            span.attributes.replace(OpenInference.outputValue, .string(answer))
            span.attributes.replace(OpenInference.outputMimeType, .string(OpenInference.MimeTypes.text))
        }
    }
}

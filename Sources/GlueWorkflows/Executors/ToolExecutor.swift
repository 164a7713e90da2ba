import GlueJSON
public import GlueLLM
import GlueSemantics
import ServiceContextModule
import Tracing

/// A tool that answers steps without a model in between: the input is its arguments.
///
/// The input is a JSON object, or the one argument that the tool has.
public struct ToolExecutor: StepExecutor {
    public let tool: any Tool

    public init(_ tool: any Tool) { self.tool = tool }

    public var name: String { tool.name }

    /// - Throws: What the tool throws, and ``LLMError/Kind/invalidRequest`` for an input that is neither.
    public func execute(_ input: String) async throws -> StepOutput {
        let tool = AnyTool(tool)
        let arguments = try Self.arguments(input, of: tool.definition)
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.executeTool
        known[GenAI.Attributes.toolName] = tool.name
        known[GenAI.Attributes.toolType] = "function"
        known[OpenInference.spanKind] = OpenInference.Kinds.tool
        let options = WorkflowScope.current.options
        let content = ContentWriter(options.contentCapture, options.redactor)
        let response = try await Step.run(
            SpanNames.executeTool(tool.name),
            ofKind: .internal,
            tracer: options.tracer ?? InstrumentationSystem.tracer,
            known: known
        ) { span throws(LLMError) in
            content.toolArguments(arguments, span)
            do {
                let limit = tool.timeLimit ?? options.step.timeLimit
                let response = try await withHardTimeLimit(limit, clock: options.clock) {
                    try await tool.call(arguments: arguments).response
                }
                content.toolResponse(response, failed: false, span)
                return response
            } catch {
                throw LLMError(thrown: error, by: tool.name)
            }
        }
        return StepOutput(response.string ?? response.text(), value: response.string == nil ? response : nil)
    }

    private static func arguments(_ input: String, of tool: ToolDefinition) throws(LLMError) -> JSONValue {
        if let object = try? JSONValue(parsing: input), object.object != nil { return object }
        let properties = tool.parameters["properties"]?.object ?? [:]
        if properties.isEmpty, input.isEmpty { return [:] }
        guard properties.count == 1, let property = properties.first else {
            let names = properties.map(\.key).joined(separator: ", ")
            throw LLMError(.invalidRequest, "\(tool.name) takes a JSON object with the members \(names)")
        }
        // A number is one where the tool wants one.
        guard property.value["type"]?.string != "string", let value = try? JSONValue(parsing: input) else {
            return .object([property.key: .string(input)])
        }
        return .object([property.key: value])
    }
}

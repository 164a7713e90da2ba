/// The attributes that hold what people and models said, and those that only tell what kind of text that is.
///
/// They are written only where content is asked for, and leave the process only to destinations that asked for it too.
public enum ContentAttributes {
    public static let keys: Set<String> = [
        GenAI.Attributes.inputMessages,
        GenAI.Attributes.outputMessages,
        GenAI.Attributes.systemInstructions,
        GenAI.Attributes.toolDefinitions,
        GenAI.Attributes.toolCallArguments,
        GenAI.Attributes.toolCallResult,
        OpenInference.inputValue,
        OpenInference.inputMimeType,
        OpenInference.outputValue,
        OpenInference.outputMimeType,
        Glue.Attributes.outputSchema,
        Glue.Attributes.toolResponseParts,
    ]
}

/// Names by which a place in the source code is told.
///
/// Source: OpenTelemetry semantic conventions, "Source code attributes".
public enum SourceCode {
    public enum Attributes {
        public static let filePath = "code.file.path"
        public static let lineNumber = "code.line.number"
        public static let functionName = "code.function.name"
    }
}

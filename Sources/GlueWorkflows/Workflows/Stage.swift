/// A step of a ``Pipeline``.
public struct Stage: Sendable {
    public var name: String
    public var executor: any StepExecutor
    /// When the stage runs; nil for always. A stage that does not run passes on what it was given.
    public var condition: Condition?

    public init(_ name: String, _ executor: any StepExecutor, when condition: Condition? = nil) {
        self.name = name
        self.executor = executor
        self.condition = condition
    }

    var outline: Outline {
        var outline = executor.outline
        if outline.title != name {
            outline = Outline("\(name): \(outline.title)", detail: outline.detail, order: outline.order, parts: outline.parts)
        }
        if let condition { outline.detail = [outline.detail, "if \(condition)"].compactMap(\.self).joined(separator: ", ") }
        return outline
    }
}

/// Panels under one heading.
public struct Row: Sendable {
    public let title: String
    public let panels: [Panel]

    public init(_ title: String, _ panels: [Panel]) {
        self.title = title
        self.panels = panels
    }
}

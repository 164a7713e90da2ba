import Mustache

/// The pages' templates, which are a part of the program.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    /// - Throws: Where a template is none, which the tests see.
    init() throws {
        var library = MustacheLibrary()
        let files: [(String, [UInt8])] = [
            ("page", PackageResources.page_mustache), ("traces", PackageResources.traces_mustache),
            ("rows", PackageResources.rows_mustache),
            ("trace", PackageResources.trace_mustache), ("spans", PackageResources.spans_mustache),
            ("conversation", PackageResources.conversation_mustache), ("message", PackageResources.message_mustache),
            ("piece", PackageResources.piece_mustache), ("span", PackageResources.span_mustache),
            ("compare", PackageResources.compare_mustache), ("figures", PackageResources.figures_mustache),
            ("session", PackageResources.session_mustache), ("failure", PackageResources.failure_mustache),
        ]
        for (name, bytes) in files { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
        self.library = library
    }

    /// A part of a page.
    func fragment(_ name: String, _ view: View) -> String { library.render(view, withTemplate: name) ?? "" }
}

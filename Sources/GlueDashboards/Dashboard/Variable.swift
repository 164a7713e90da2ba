/// What is chosen at a dashboard's top.
enum Variable: String, Sendable, CaseIterable {
    case datasource
    case job
    case model
    /// Where the viewer of traces is.
    case scope

    /// As queries and links write it.
    var reference: String { "$\(rawValue)" }
}

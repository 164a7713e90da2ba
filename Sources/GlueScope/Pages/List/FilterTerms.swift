import GRDB

/// What traces can be narrowed down to with one choice.
struct FilterTerms: Sendable {
    let models: [String]
    let tools: [String]
    let services: [String]

    /// More choices than this are none.
    private static let most = 100

    init(in database: Database) throws {
        func texts(_ kind: TermKind) throws -> [String] {
            try String.fetchAll(
                database,
                sql: "SELECT text FROM term WHERE kind = ? ORDER BY text LIMIT \(Self.most)",
                arguments: [kind.rawValue]
            )
        }
        models = try texts(.model)
        tools = try texts(.tool)
        services = try texts(.service)
    }
}

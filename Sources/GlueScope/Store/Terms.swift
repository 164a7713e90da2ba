import GRDB

/// What a term is; its number stands in the database.
enum TermKind: Int64, Sendable {
    /// A span's name; the other kinds are what traces are found by.
    case name = 0
    case service = 1
    case model = 2
    case tool = 3
    case workflow = 4
    case session = 5
    /// `error` is the only one.
    case status = 6
    case provider = 7
}

/// Texts that many rows share, by number.
struct Terms {
    private struct Key: Hashable {
        var kind: TermKind
        var text: String
    }

    private var ids: [Key: Int64] = [:]
    /// Sessions may be as many as there are traces; what is not remembered is looked up.
    private static let most = 20_000

    /// The number of a text, which is written down where it is new.
    mutating func id(_ kind: TermKind, _ text: String, in database: Database) throws -> Int64 {
        let key = Key(kind: kind, text: text)
        if let id = ids[key] { return id }
        let id: Int64
        if let known = try Self.id(kind, text, in: database) {
            id = known
        } else {
            try database.execute(sql: "INSERT INTO term (kind, text) VALUES (?, ?)", arguments: [kind.rawValue, text])
            id = database.lastInsertedRowID
        }
        if ids.count >= Self.most { ids.removeAll(keepingCapacity: true) }
        ids[key] = id
        return id
    }

    /// Nil where no row has it.
    static func id(_ kind: TermKind, _ text: String, in database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT id FROM term WHERE kind = ? AND text = ?", arguments: [kind.rawValue, text])
    }

    static func text(_ id: Int64?, in database: Database) throws -> String? {
        guard let id else { return nil }
        let statement = try BoundStatement(database, "SELECT text FROM term WHERE id = ?")
        statement.bind(id, at: 1)
        var text: String?
        try statement.forEachRow { text = $0.text(0) }
        return text
    }
}

import GRDB
import GlueOTLP

/// Finds traces of a part by their ids.
///
/// Ids are random. In one index of them every new one would change another page, and each page that changes is written twice. The
/// index is therefore one of runs: some thousand traces that came one after the other, by id within each. What is written lies in
/// the last run, on a few pages; a look has to go through all runs of a part, which takes a few hundred steps of a microsecond.
struct TraceLookup {
    /// Two to this power are the traces of a run.
    static let shift = 11

    private let statement: BoundStatement

    /// - Parameter columns: What a row that is found answers.
    init(_ part: Part, _ columns: String = "id", in database: Database) throws {
        let runs = (0...(part.traces + 1) >> Self.shift).map(String.init).joined(separator: ", ")
        statement = try BoundStatement(
            database,
            "SELECT \(columns) FROM trace_\(part.id) WHERE id >> \(Self.shift) IN (\(runs)) AND low = ? AND high = ?",
            isKept: part.isSealed
        )
    }

    func find<Value>(_ id: OTLP.TraceID, _ read: (borrowing BoundRow) -> Value) throws -> Value? {
        statement.bind(id, from: 1)
        var found: Value?
        try statement.forEachRow { found = read($0) }
        return found
    }

    /// The number of a trace within the part; nil where it is not there.
    func number(of id: OTLP.TraceID) throws -> Int64? { try find(id) { $0.integer(0) } }
}

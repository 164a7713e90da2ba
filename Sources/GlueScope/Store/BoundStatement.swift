import GRDB
import GRDBSQLite
import GlueOTLP

/// A statement whose values are bound without a detour: the writer's loops run it tens of thousands of times a second.
struct BoundStatement {
    private let statement: Statement
    private let pointer: OpaquePointer

    /// - Parameter isKept: Whether the connection keeps the statement for the next time. One whose text holds numbers that are seldom the
    ///   same would fill the memory.
    init(_ database: Database, _ sql: String, isKept: Bool = true) throws {
        statement = isKept ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
        pointer = statement.sqliteStatement
    }

    /// The bytes are copied.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(pointer, index, value) }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(pointer, index) }
    }

    func bind(_ value: String?, at index: Int32) {
        guard var value else { return bindNull(at: index) }
        value.withUTF8 { bytes in
            // An empty text may have no address, which SQLite would take for no text.
            _ = bytes.withMemoryRebound(to: CChar.self) { text in
                sqlite3_bind_text(pointer, index, text.baseAddress, Int32(text.count), Self.copied)
            }
        }
    }

    func bind(_ value: [UInt8]?, at index: Int32) {
        guard let value else { return bindNull(at: index) }
        value.withUnsafeBytes { _ = sqlite3_bind_blob64(pointer, index, $0.baseAddress, UInt64($0.count), Self.copied) }
    }

    /// A trace id, the lower half first.
    func bind(_ id: OTLP.TraceID, from index: Int32) {
        bind(Int64(bitPattern: id.low), at: index)
        bind(Int64(bitPattern: id.high), at: index + 1)
    }

    private func bindNull(at index: Int32) { sqlite3_bind_null(pointer, index) }

    /// Runs a statement that answers nothing.
    ///
    /// - Returns: How many rows changed.
    @discardableResult
    func run() throws -> Int {
        let status = sqlite3_step(pointer)
        let database = sqlite3_db_handle(pointer)
        defer { sqlite3_reset(pointer) }
        guard status == SQLITE_DONE || status == SQLITE_ROW else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
                message: String(cString: sqlite3_errmsg(database))
            )
        }
        return Int(sqlite3_changes(database))
    }

    /// Runs a query and reads each row.
    func forEachRow(_ body: (borrowing BoundRow) throws -> Void) throws {
        defer { sqlite3_reset(pointer) }
        while true {
            let status = sqlite3_step(pointer)
            if status == SQLITE_DONE { return }
            guard status == SQLITE_ROW else {
                let database = sqlite3_db_handle(pointer)
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
                    message: String(cString: sqlite3_errmsg(database))
                )
            }
            try body(BoundRow(pointer: pointer))
        }
    }
}

/// The row that a statement stands on.
struct BoundRow: ~Copyable {
    fileprivate let pointer: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// A trace id, the lower half first.
    func traceID(from column: Int32) -> OTLP.TraceID {
        OTLP.TraceID(high: UInt64(bitPattern: integer(column + 1)), low: UInt64(bitPattern: integer(column)))
    }

    func optional(_ column: Int32) -> Int64? { sqlite3_column_type(pointer, column) == SQLITE_NULL ? nil : integer(column) }

    func text(_ column: Int32) -> String? { sqlite3_column_text(pointer, column).map { String(cString: $0) } }

    func bytes(_ column: Int32) -> [UInt8]? {
        guard sqlite3_column_type(pointer, column) != SQLITE_NULL else { return nil }
        let count = Int(sqlite3_column_bytes(pointer, column))
        guard count > 0, let start = sqlite3_column_blob(pointer, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}

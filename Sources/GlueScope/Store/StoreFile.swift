import Foundation
import GRDB
import Synchronization

/// The database as the one process that writes it has it.
final class StoreFile: Sendable {
    let path: String
    let settings: StoreSettings
    let pool: DatabasePool
    private let writer = Mutex<StoreWriter?>(nil)
    private let trouble = Mutex<String?>(nil)
    private let lock: FileLock
    private let now: @Sendable () -> Int64

    init(_ path: String, _ settings: StoreSettings, now: @escaping @Sendable () -> Int64) throws(StoreError) {
        self.path = path
        self.settings = settings
        self.now = now
        // What is no database is left alone, down to a lock beside it.
        guard Self.mayBeDatabase(path) else { throw .notScope(path: path) }
        lock = try FileLock(path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration)
            guard try pool.read(Self.isOurs) else { throw StoreError.notScope(path: path) }
            guard try !pool.read(StoreSchema.migrator.hasBeenSuperseded) else { throw StoreError.newer(path: path) }
            try StoreSchema.migrator.migrate(pool)
            // What tells the file from others stands in its header, which others read without the log beside it.
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw Self.opening(path, error)
        }
    }

    /// What keeps the database from taking more; nil while it does.
    var problem: String? { trouble.withLock { $0 } }

    // MARK: Opening

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "glue scope"
        // Pages are worked off while requests wait: more readers than cores gain nothing and hold a cache each.
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = \(database.configuration.readonly ? -8_000 : -48_000);
                    PRAGMA temp_store = MEMORY;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    """
            )
        }
        return configuration
    }

    /// Whether there is no file, an empty one, or one of SQLite.
    private static func mayBeDatabase(_ path: String) -> Bool {
        guard let head = FileHandle(forReadingAtPath: path).flatMap({ try? $0.read(upToCount: 16) }) else { return true }
        return head.isEmpty || head.elementsEqual("SQLite format 3\0".utf8)
    }

    /// For a process that only looks.
    static func reading(_ path: String) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            guard try queue.read({ try applicationID($0) == StoreSchema.applicationID }) else { throw StoreError.notScope(path: path) }
            return queue
        } catch let error as StoreError {
            throw error
        } catch {
            throw opening(path, error)
        }
    }

    private static func opening(_ path: String, _ error: any Error) -> StoreError {
        guard let error = error as? DatabaseError else { return .unreadable(path: path, reason: "\(error)") }
        return error.resultCode == .SQLITE_NOTADB ? .notScope(path: path) : .unreadable(path: path, reason: error.message ?? "\(error)")
    }

    private static func applicationID(_ database: Database) throws -> Int32 {
        try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    }

    /// Another program's database must not get our tables.
    private static func isOurs(_ database: Database) throws -> Bool {
        try applicationID(database) == StoreSchema.applicationID || Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    }

    // MARK: Writing

    /// Writes several jobs in one transaction.
    func write(_ jobs: [WriteQueue.Job]) async -> [WriteQueue.Outcome] {
        do {
            let counts = try await pool.write { [self] database in
                try writer.withLock { writer in
                    // Taken out, so that its tables are changed in place and not copied first. Should the transaction fail, what it
                    // remembers would be wrong, and it is read anew.
                    var state = try writer.take() ?? StoreWriter(settings, in: database)
                    let second = now()
                    let counts = try jobs.map { try state.run($0, now: second, in: database) }
                    try state.finish(in: database)
                    writer = state
                    return counts
                }
            }
            // What needs no room says nothing of a disk that is full.
            if jobs.contains(where: { $0.bytes > 0 }) { trouble.withLock { $0 = nil } }
            return counts.map { .success($0) }
        } catch {
            writer.withLock { $0 = nil }
            let failure = StoreError(writing: error)
            if case .unwritable(let reason) = failure { trouble.withLock { $0 = reason } }
            // One job that cannot be done must not take others along.
            if jobs.count > 1, case .damaged = failure {
                var outcomes: [WriteQueue.Outcome] = []
                for job in jobs { outcomes += await write([job]) }
                return outcomes
            }
            return jobs.map { _ in .failure(failure) }
        }
    }

    /// The traces whose conversation is to be read now.
    func takeUnread(most: Int) async -> [TraceReference] {
        let second = now()
        return writer.withLock { $0?.takeUnread(before: second, most: most) ?? [] }
    }
}

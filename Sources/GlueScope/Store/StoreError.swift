/// Why the store did not do what it was asked.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// More waits to be written than may wait; the disk cannot follow.
    case overloaded(bytes: Int)
    /// The disk is full or takes nothing more for another reason.
    case unwritable(String)
    /// The file is no scope database.
    case notScope(path: String)
    /// A later version of the program made the file what it is.
    case newer(path: String)
    /// Another process writes the file.
    case inUse(path: String)
    case unreadable(path: String, reason: String)
    /// What is stored cannot be understood.
    case damaged(String)

    public var description: String {
        switch self {
        case .overloaded(let bytes): "\(bytes >> 20) MiB wait to be written; send again later"
        case .unwritable(let reason): "the database takes nothing more: \(reason)"
        case .notScope(let path): "\(path) is no database of glue scope; name another file"
        case .newer(let path): "\(path) was written by a later version of glue scope; use that one"
        case .inUse(let path): "another process writes \(path); stop it, or send to it over HTTP"
        case .unreadable(let path, let reason): "\(path) cannot be opened: \(reason)"
        case .damaged(let what): "the database is damaged: \(what)"
        }
    }
}

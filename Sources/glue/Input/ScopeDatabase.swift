import Foundation
import GlueOTLP
import GlueScope

/// A scope's database as commands name it.
enum ScopeDatabase {
    /// The path given, or the user's own database.
    static func path(_ given: String?) throws(CommandFailure) -> String {
        if let given { return given }
        let environment = Environment.current
        let folder = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? ".") + "/.local/share"
        return try OutputFile.path("scope.db", in: folder + "/gluellm")
    }

    static func open(_ path: String, _ settings: StoreSettings = StoreSettings(age: nil, bytes: nil)) throws(CommandFailure) -> ScopeStore {
        do {
            return try ScopeStore(path: path, settings)
        } catch {
            throw CommandFailure(error.isUsage ? .usage : .badInput, "\(error)")
        }
    }

    /// A database, and one of its traces where `#` and an id follow; nil where it is none.
    static func archive(_ source: String) -> (archive: ScopeArchive, trace: OTLP.TraceID?)? {
        let words = source.split(separator: "#", maxSplits: 1).map(String.init)
        if let archive = ScopeArchive(path: source) { return (archive, nil) }
        guard words.count == 2, let id = OTLP.TraceID(hex: words[1]), let archive = ScopeArchive(path: words[0]) else { return nil }
        return (archive, id)
    }
}

extension StoreError {
    /// Whether another file or moment would have been right.
    fileprivate var isUsage: Bool {
        if case .inUse = self { true } else { false }
    }
}

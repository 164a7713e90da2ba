import Glibc

/// A folder that keeps the newest files within a bound.
struct FolderBound {
    var path: String
    var bytes: Int
    var age: Duration?

    private struct File {
        let path: String
        let bytes: Int
        let seconds: Int
    }

    /// Deletes what is too old, then the oldest, until there is room.
    ///
    /// - Parameter incoming: How many bytes are to be added.
    func makeRoom(for incoming: Int = 0, now: UInt64) {
        let files = files().sorted { $0.seconds < $1.seconds }
        var total = files.reduce(incoming) { $0 + $1.bytes }
        for file in files {
            let isOld = age.map { Int(now / 1_000_000_000) - file.seconds > $0.components.seconds } ?? false
            guard isOld || total > bytes else { continue }
            unlink(file.path)
            total -= file.bytes
        }
    }

    private func files() -> [File] {
        names.compactMap { name in
            var status = stat()
            guard stat("\(path)/\(name)", &status) == 0 else { return nil }
            return File(path: "\(path)/\(name)", bytes: Int(status.st_blocks) * 512, seconds: status.st_mtim.tv_sec)
        }
    }

    /// The names of the files that count: what somebody else put there is left alone.
    var names: [String] { JournalDirectory.names(in: path).filter { $0.hasSuffix(".segment") || $0.hasSuffix(".pb") } }
}

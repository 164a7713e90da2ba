import Glibc

/// Keeps a second process from writing the same database: what the writer remembers would be wrong.
final class FileLock: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(StoreError) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(path: path)
        }
    }

    deinit { close(descriptor) }
}

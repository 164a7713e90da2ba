import Dispatch
import Foundation

/// Appends lines to a file; once an append returns, its line is as durable as was asked for.
///
/// Lines that come at once are made durable by one sync. All of it runs on a thread of its own: a sync blocks.
package actor LineAppender {
    private let path: String
    private let descriptor: Int32
    private let durability: BatchFile.Durability
    private let executor = FileExecutor()
    private var length: off_t
    private var written = 0
    private var synced = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: ``BatchError/Reason/inUse(path:)`` where another process has it.
    package init(_ path: String, durability: BatchFile.Durability) throws(BatchError) {
        self.path = path
        self.durability = durability
        descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BatchError(.file(path: path, reason: String(cString: strerror(errno)))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw BatchError(.inUse(path: path))
        }
        length = lseek(descriptor, 0, SEEK_END)
        if length == 0, durability == .synced { Self.syncFolder(of: path) }
    }

    /// A file that was just made is lost with the machine unless its folder is synced, too. Some file systems cannot; what
    /// they do with folders is theirs to say.
    private static func syncFolder(of path: String) {
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    deinit { close(descriptor) }

    /// - Throws: ``LLMError/Kind/other`` where the system takes the line not or not whole; nothing of it is left then.
    package nonisolated func append(_ line: [UInt8]) async throws(LLMError) {
        let mark = try await write(line)
        // A job of its own: the lines that wait already are written before it, and it syncs for them too.
        if durability == .synced { try await sync(upTo: mark) }
    }

    private func write(_ line: [UInt8]) throws(LLMError) -> Int {
        let bytes = line + [UInt8(ascii: "\n")]
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure()
                ftruncate(descriptor, length)
                throw error
            }
            start += count
        }
        length += off_t(bytes.count)
        written += 1
        return written
    }

    private func sync(upTo mark: Int) throws(LLMError) {
        guard synced < mark else { return }
        let count = written
        guard fdatasync(descriptor) == 0 else { throw failure() }
        synced = count
    }

    private func failure() -> LLMError { LLMError(.other, "\(path) cannot be written: \(String(cString: strerror(errno)))") }

    /// Makes all durable, whatever the durability of a line.
    package func finish() throws(LLMError) { try sync(upTo: written) }

    /// Takes what follows the last whole line out and hands it back.
    ///
    /// - Parameters:
    ///   - offset: Where it begins.
    ///   - isKept: Whether it is a whole line but for its end, which is added.
    func repair(at offset: Int, isKept: Bool) throws(LLMError) {
        if isKept {
            let end: [UInt8] = [UInt8(ascii: "\n")]
            guard Foundation.write(descriptor, end, 1) == 1 else { throw failure() }
            length += 1
        } else {
            guard ftruncate(descriptor, off_t(offset)) == 0 else { throw failure() }
            length = off_t(offset)
        }
    }
}

/// Runs an actor on a thread that may block.
final class FileExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "gluellm.batch.file")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

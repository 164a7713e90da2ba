import Foundation
import NIOCore
import NIOPosix

/// A file of this machine, read and written by threads that may wait for the disk.
final class LocalFile: Sendable {
    static let piece = 256 << 10

    let path: String
    private let descriptor: Int32

    /// - Throws: ``FileProblem``
    static func reading(_ path: String) async throws -> (file: LocalFile, size: Int64) {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileProblem(path) }
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                defer { close(descriptor) }
                throw FileProblem(path)
            }
            guard status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw FileProblem(path: path, reason: "it is no file")
            }
            return (LocalFile(path, descriptor), Int64(status.st_size))
        }
    }

    /// - Throws: ``FileProblem``
    static func writing(_ path: String) async throws -> LocalFile {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw FileProblem(path) }
            return LocalFile(path, descriptor)
        }
    }

    private init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// What stands at a place; fewer bytes at the file's end.
    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            var done = 0
            while done < count {
                let length = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count - done) { bytes in
                    max(pread(descriptor, bytes.baseAddress, count - done, off_t(offset) + off_t(done)), 0)
                }
                guard length > 0 else { break }
                done += length
            }
            return buffer
        }
    }

    func write(_ buffer: ByteBuffer) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            try buffer.withUnsafeReadableBytes { bytes in
                var rest = bytes
                while !rest.isEmpty {
                    let length = Glibc.write(descriptor, rest.baseAddress, rest.count)
                    guard length > 0 || errno == EINTR else { throw FileProblem(path) }
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(length, 0)))
                }
            }
        }
    }

    /// The bytes of a range, piece by piece.
    func pieces(_ range: Range<Int64>, _ progress: @escaping @Sendable (Int64) -> Void) -> FilePieces {
        FilePieces(file: self, range: range, progress: progress)
    }
}

/// The bytes of a part of a file as they are asked for.
struct FilePieces: AsyncSequence, Sendable {
    let file: LocalFile
    let range: Range<Int64>
    let progress: @Sendable (Int64) -> Void

    struct AsyncIterator: AsyncIteratorProtocol {
        let pieces: FilePieces
        var offset: Int64

        mutating func next() async throws -> ByteBuffer? {
            guard offset < pieces.range.upperBound else { return nil }
            let count = Int(Swift.min(Int64(LocalFile.piece), pieces.range.upperBound - offset))
            let buffer = try await pieces.file.read(at: offset, count: count)
            guard buffer.readableBytes == count else {
                throw FileProblem(path: pieces.file.path, reason: "it became shorter while it was read")
            }
            offset += Int64(count)
            pieces.progress(offset - pieces.range.lowerBound)
            return buffer
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: self, offset: range.lowerBound) }
}

extension FileProblem {
    /// As the last call of the system says.
    init(_ path: String) { self.init(path: path, reason: String(cString: strerror(errno))) }
}

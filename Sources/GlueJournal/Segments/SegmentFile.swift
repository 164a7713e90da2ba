import Glibc
import Synchronization

/// The file behind a segment: locked, mapped, and there until it is removed.
///
/// Only a file that this process has locked is mapped; others are read. Its room is taken when it is made, so that a full disk is an error then and not a signal later. Fork without exec is
/// not supported: a child would hold the lock too.
// Safe to share: what changes is in a mutex, and the segment guards its memory.
final class SegmentFile: @unchecked Sendable {
    let memory: UnsafeMutableRawBufferPointer
    private let descriptor: Int32
    private let place: Mutex<Place>

    private struct Place {
        var path: String
        /// Whether all that was written is on the disk.
        var isSynced = false
        var isSealed = false
        var isGone = false
    }

    private init(memory: UnsafeMutableRawBufferPointer, descriptor: Int32, path: String) {
        self.memory = memory
        self.descriptor = descriptor
        place = Mutex(Place(path: path))
    }

    deinit {
        munmap(memory.baseAddress, memory.count)
        close(descriptor)
    }

    var path: String { place.withLock { $0.path } }
}

// MARK: - Making and opening

extension SegmentFile {
    /// Makes a file that was not there, of zeros.
    ///
    /// - Throws: ``SegmentError/file(call:path:code:)``; `EEXIST` where there is such a file.
    static func make(_ path: String, size: Int) throws(SegmentError) -> SegmentFile {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(call: "create", path: path, code: errno) }
        do throws(SegmentError) {
            // Who looks for dead segments may have it for a moment; an empty file is left alone.
            guard SegmentLock.wait(descriptor) else { throw .file(call: "lock", path: path, code: errno) }
            let code = posix_fallocate(descriptor, 0, off_t(size))
            guard code == 0 else { throw .file(call: "take \(size) bytes for", path: path, code: code) }
            return SegmentFile(memory: try map(descriptor, size: size, path), descriptor: descriptor, path: path)
        } catch {
            unlink(path)
            close(descriptor)
            throw error
        }
    }

    /// Maps a file that is open and locked, and owns it from now on.
    ///
    /// - Parameter size: Where the file is shorter, it is made as long.
    static func adopt(_ path: String, descriptor: Int32, size: Int) throws(SegmentError) -> SegmentFile {
        do throws(SegmentError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_size >= size || ftruncate(descriptor, off_t(size)) == 0 else {
                throw .file(call: "lengthen", path: path, code: errno)
            }
            return SegmentFile(memory: try map(descriptor, size: size, path), descriptor: descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func map(_ descriptor: Int32, size: Int, _ path: String) throws(SegmentError) -> UnsafeMutableRawBufferPointer {
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw .file(call: "map", path: path, code: errno)
        }
        return UnsafeMutableRawBufferPointer(start: start, count: size)
    }
}

// MARK: - Its life

extension SegmentFile {
    /// Says that nothing new is written.
    ///
    /// The system keeps the bytes, but they count no more as memory of the process until they are read: a queue on disk
    /// may be longer than the process may be large.
    func seal() {
        place.withLock { $0.isSealed = true }
        madvise(memory.baseAddress, memory.count, MADV_DONTNEED)
    }

    /// Brings all that was written onto the disk.
    ///
    /// - Returns: Zero, or the system's error number.
    func sync() -> Int32 {
        let isNeeded = place.withLock { place in
            let isNeeded = !place.isGone && !place.isSynced
            // What is written while the disk works is for the next call.
            place.isSynced = place.isSealed
            return isNeeded
        }
        guard isNeeded else { return 0 }
        guard fdatasync(descriptor) == 0 else {
            place.withLock { $0.isSynced = false }
            return errno
        }
        return 0
    }

    /// Deletes the file. Its bytes stay readable for those that have the segment.
    func remove() {
        place.withLock { place in
            guard !place.isGone else { return }
            place.isGone = true
            unlink(place.path)
        }
    }

    /// Moves the file, which is not one of the journal's any more.
    ///
    /// - Returns: Whether it is there now.
    func move(to path: String) -> Bool {
        place.withLock { place in
            guard !place.isGone, rename(place.path, path) == 0 else { return false }
            place.path = path
            place.isGone = true
            return true
        }
    }
}

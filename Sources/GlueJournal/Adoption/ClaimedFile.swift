import Glibc

/// A segment's file whose owner is dead, locked for whoever found it.
struct ClaimedFile: ~Copyable {
    let name: SegmentName
    let path: String
    let descriptor: Int32
    let size: Int
    /// When it was last written, in seconds since 1970.
    let modified: Int

    /// Takes the file; nil where its owner lives, where another process was faster, or where it is none.
    init?(_ name: SegmentName, in folder: String) {
        let path = "\(folder)/\(name.fileName)"
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        // The one that had the lock may just have removed it.
        guard SegmentLock.take(descriptor), fstat(descriptor, &status) == 0, status.st_nlink > 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            return nil
        }
        self.name = name
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
        modified = status.st_mtim.tv_sec
    }

    deinit { Glibc.close(descriptor) }

    /// Its bytes, read and not mapped: a file that is not known to be whole may be cut while it is looked at.
    borrowing func read() throws(SegmentError) -> AlignedBytes { try AlignedBytes(descriptor, count: size, path) }

    borrowing func remove() { unlink(path) }

    /// A descriptor that outlives this one, with its lock.
    borrowing func keep() throws(SegmentError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .file(call: "keep open", path: path, code: errno) }
        return copy
    }
}

import Glibc

/// A folder in which bytes that nobody takes are kept for whoever looks into it, within a bound.
struct Quarantine {
    let folder: String
    /// How many bytes may be there; the oldest go first.
    let bytes: Int
    let now: UInt64

    /// Copies bytes there.
    ///
    /// - Returns: Where they are.
    func copy(_ bytes: UnsafeRawBufferPointer, as name: String) throws(SegmentError) -> String {
        try prepare(for: bytes.count)
        let (path, descriptor) = try create(name)
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let wrote = write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else {
                let code = errno
                unlink(path)
                throw .file(call: "write", path: path, code: code)
            }
            offset += wrote
        }
        return path
    }

    /// Moves a file there that is no segment of ours.
    func move(_ file: borrowing ClaimedFile) throws(SegmentError) -> String {
        try prepare(for: file.size)
        let (path, descriptor) = try create(file.name.fileName)
        close(descriptor)
        guard rename(file.path, path) == 0 else {
            let code = errno
            unlink(path)
            throw .file(call: "move", path: file.path, code: code)
        }
        return path
    }

    private func prepare(for incoming: Int) throws(SegmentError) {
        try JournalDirectory.makeFolder(folder)
        FolderBound(path: folder, bytes: bytes).makeRoom(for: incoming, now: now)
    }

    /// An empty file of a name that nobody has.
    private func create(_ name: String) throws(SegmentError) -> (path: String, descriptor: Int32) {
        for number in 0..<10_000 {
            let path = "\(folder)/\(number).\(name)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (path, descriptor) }
            guard errno == EEXIST else { throw .file(call: "create", path: path, code: errno) }
        }
        throw .file(call: "create", path: "\(folder)/\(name)", code: EEXIST)
    }
}

import Glibc

/// The bytes of a file at a multiple of 8, read and not mapped: a file that is not known to be whole may be cut meanwhile.
struct AlignedBytes: ~Copyable {
    /// No segment is longer: a record is at most what a queue may take, and a foreign file may be of any length.
    static let most = 1 << 30

    let bytes: UnsafeMutableRawBufferPointer

    init(_ descriptor: Int32, count: Int, _ path: String) throws(SegmentError) {
        bytes = .allocate(byteCount: max(count, 1), alignment: 8)
        var offset = 0
        while offset < count {
            let got = pread(descriptor, bytes.baseAddress.map { $0 + offset }, count - offset, off_t(offset))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                let code = errno
                bytes.deallocate()
                throw .file(call: "read", path: path, code: code)
            }
            // Cut meanwhile.
            if got == 0 { break }
            offset += got
        }
        self.count = offset
    }

    let count: Int

    deinit { bytes.deallocate() }

    var raw: UnsafeRawBufferPointer { .init(rebasing: bytes[..<count]) }
}

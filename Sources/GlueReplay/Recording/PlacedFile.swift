import Foundation

/// Reads a file by places, with a buffer that does not grow.
final class PlacedFile {
    private let path: String
    private let descriptor: Int32
    let size: UInt64
    private var buffer = [UInt8](repeating: 0, count: 1 << 22)
    private var buffered: Range<UInt64> = 0..<0

    init(_ path: String) throws(RecordingIndexError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .unreadable(path: path, reason: reason)
        }
        size = UInt64(end)
    }

    deinit { close(descriptor) }

    /// Fills the buffer from a place on.
    private func fill(from offset: UInt64) throws(RecordingIndexError) {
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        buffered = offset..<offset + UInt64(count)
    }

    func byte(at offset: UInt64) throws(RecordingIndexError) -> UInt8? {
        guard offset < size else { return nil }
        if !buffered.contains(offset) { try fill(from: offset) }
        return buffered.contains(offset) ? buffer[Int(offset - buffered.lowerBound)] : nil
    }

    func bytes(in range: Range<UInt64>) throws(RecordingIndexError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(range.lowerBound)) }
        guard count == bytes.count else { throw .unreadable(path: path, reason: "it ends before its end; did it change?") }
        return bytes
    }

    /// Where the lines are, without their ends; empty ones are left out.
    func lines() throws(RecordingIndexError) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        var start: UInt64 = 0
        var offset: UInt64 = 0
        while offset < size {
            try fill(from: offset)
            guard !buffered.isEmpty else { break }
            buffer.withUnsafeBytes { buffer in
                var rest = UnsafeRawBufferPointer(rebasing: buffer[..<buffered.count])
                while let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) {
                    let place = UnsafeRawPointer(found) - base
                    let end = buffered.upperBound - UInt64(rest.count - place)
                    if end > start { ranges.append(start..<end) }
                    start = end + 1
                    rest = UnsafeRawBufferPointer(rebasing: rest[(place + 1)...])
                }
            }
            offset = buffered.upperBound
        }
        if size > start { ranges.append(start..<size) }
        return ranges
    }

    /// Where messages lie one behind the other; nil where the file is not made so.
    ///
    /// - Parameter tag: What stands before each length, and belongs to the message; nil for nothing.
    func parts(tagged tag: UInt8?) throws(RecordingIndexError) -> [Range<UInt64>]? {
        var ranges: [Range<UInt64>] = []
        var offset: UInt64 = 0
        while offset < size {
            let start = offset
            if let tag {
                guard try byte(at: offset) == tag else { return nil }
                offset += 1
            }
            var length: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                guard shift < 35, let next = try byte(at: offset) else { return nil }
                offset += 1
                length |= UInt64(next & 0x7F) << shift
                guard next & 0x80 != 0 else { break }
                shift += 7
            }
            guard length <= size - offset else { return nil }
            ranges.append((tag == nil ? offset : start)..<offset + length)
            offset += length
        }
        return ranges
    }
}

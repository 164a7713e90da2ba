import Foundation

/// Reads a file line by line, however large it is.
final class LineReader {
    /// What one line may have: a prompt with images in it is long.
    static let limit = 64 << 20

    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// Where the next line begins, in bytes.
    private(set) var offset = 0

    /// - Returns: Nil where there is no such file.
    init?(_ path: String) throws(BatchError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw BatchError(.file(path: path, reason: String(cString: strerror(errno))))
        }
    }

    deinit { close(descriptor) }

    /// The next line without its end; nil after the last.
    ///
    /// - Returns: Whether the line has an end: the last one of a file that was cut off has none.
    func next() throws(BatchError) -> (bytes: [UInt8], isWhole: Bool)? {
        while true {
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { advance(to: end + 1) }
                return (Array(buffer[position..<end]), true)
            }
            if isAtEnd {
                guard position < buffer.count else { return nil }
                defer { advance(to: buffer.count) }
                return (Array(buffer[position...]), false)
            }
            try fill()
        }
    }

    private func advance(to place: Int) {
        offset += place - position
        position = place
    }

    private func fill() throws(BatchError) {
        buffer.removeFirst(position)
        position = 0
        guard buffer.count <= Self.limit else {
            throw BatchError(.file(path: path, reason: "a line is longer than \(Self.limit) bytes"))
        }
        let start = buffer.count
        let size = 1 << 16
        buffer.append(contentsOf: repeatElement(0, count: size))
        var count = 0
        repeat {
            count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: start), size) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw BatchError(.file(path: path, reason: String(cString: strerror(errno)))) }
        buffer.removeLast(size - count)
        isAtEnd = count == 0
    }
}

import Glibc

/// Reads what the system says of itself in small files.
package enum SystemFile {
    /// No file that is read here is longer in practice; a service that starts must not wait for one that is.
    static let longest = 1 << 20

    /// Nil where it cannot be read. What is longer than ``longest`` is cut.
    package static func text(_ path: String) -> String? {
        // A pipe or a device in its place would be waited for.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 12)
        var count = 0
        while count < longest {
            if count == bytes.count { bytes += repeatElement(0, count: count) }
            let length = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { read(file, $0 + count, buffer.count - count) } ?? 0
            }
            guard length > 0 else { break }
            count += length
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    /// A text in a C array of characters.
    static func text<Characters>(of characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

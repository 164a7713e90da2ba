internal import CZlib

/// Compression by zlib, in the gzip form that OTLP/HTTP uses.
///
/// Source: RFC 1952; zlib's manual.
public enum Gzip {
    /// From 1, fastest, to 9, smallest.
    public struct Level: RawRepresentable, Sendable, Hashable {
        public var rawValue: Int32

        /// - Parameter rawValue: Less than 1 counts as 1, more than 9 as 9.
        public init(rawValue: Int32) { self.rawValue = min(max(rawValue, 1), 9) }

        public static let fastest = Level(rawValue: 1)
        /// zlib's own default.
        public static let standard = Level(rawValue: 6)
    }

    public static func compress(_ bytes: [UInt8], level: Level = .standard) -> [UInt8] {
        var stream = GzipStream(level: level)
        bytes.withUnsafeBytes { stream.append($0) }
        return stream.finish()
    }

    /// Whether bytes begin as gzip does.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// Decompresses gzip, of one member or several, and also zlib's own form, which HTTP calls `deflate`.
    ///
    /// - Parameter limit: How many bytes may come out. Memory grows with what comes out, not with the limit.
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        guard isCompressed(bytes) || isZlib(bytes) else { throw bytes.isEmpty ? .truncated : .notCompressed }
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(GzipError) in
                var inflater = try Inflater()
                return try inflater.run(buffer, limit: limit)
            }
        }
        return try result.get()
    }

    /// Method 8 and a header whose two bytes are a multiple of 31.
    private static func isZlib(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] & 0x0F == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
    }
}

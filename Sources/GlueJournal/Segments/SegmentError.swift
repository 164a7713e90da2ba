import Glibc

/// A segment could not be made or read.
public enum SegmentError: Error, Hashable, CustomStringConvertible {
    case outOfMemory(bytes: Int, code: Int32)
    /// A call on a file failed.
    ///
    /// - Parameters:
    ///   - call: What was tried, such as "create".
    ///   - code: The system's error number.
    case file(call: String, path: String, code: Int32)

    public var description: String {
        switch self {
        case .outOfMemory(let bytes, let code):
            "the system gave no \(bytes) bytes for a segment of the queue (\(Self.text(code))); allow the process more memory or give the queue a smaller bound"
        case .file(let call, let path, let code):
            "cannot \(call) \(path): \(Self.text(code))"
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

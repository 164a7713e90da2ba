/// Why bytes could not be decompressed.
public enum GzipError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Neither gzip nor zlib.
    case notCompressed
    /// The bytes end before the compressed data does.
    case truncated
    /// The data or its checksum is wrong; zlib's own word for it.
    case damaged(String)
    /// More would come out than may: a mistake or a bomb.
    case tooLarge(limit: Int)
    case outOfMemory

    public var description: String {
        switch self {
        case .notCompressed: "this is no gzip"
        case .truncated: "the gzip data ends before its end"
        case .damaged(let why): "the gzip data is damaged: \(why)"
        case .tooLarge(let limit): "more than the limit of \(limit) bytes would come out of the gzip data"
        case .outOfMemory: "there is no memory for zlib"
        }
    }
}

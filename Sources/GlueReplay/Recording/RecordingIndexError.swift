/// Why a file cannot be indexed.
public enum RecordingIndexError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case empty(path: String)
    case compressed(path: String)
    case foreign(path: String)
    /// - Parameter request: Which of the file's requests, from 0.
    case damaged(path: String, request: Int, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .empty(let path): "\(path) is empty"
        case .compressed(let path): "\(path) is gzipped, and nothing within it can be found without reading it all; decompress it first"
        case .foreign(let path): "\(path) is neither OTLP/JSON nor OTLP protobuf"
        case .damaged(let path, let request, let reason): "\(path), request \(request): \(reason)"
        }
    }
}

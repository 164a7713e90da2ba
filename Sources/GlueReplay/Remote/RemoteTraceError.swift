/// Why a trace could not be had from a server.
public enum RemoteTraceError: Error, Equatable, CustomStringConvertible {
    case badAddress(String)
    case unreachable(server: String)
    /// - Parameter excerpt: The beginning of what the server said.
    case refused(server: String, status: Int, excerpt: String)
    case notUnderstood(server: String, reason: String)
    case notFound(server: String, trace: String)

    public var description: String {
        switch self {
        case .badAddress(let text): "\(text) is no address of a server; write it as http://host:port"
        case .unreachable(let server): "\(server) cannot be reached; check the address and whether the server runs"
        case .refused(let server, let status, let excerpt): "\(server) refused with status \(status): \(excerpt)"
        case .notUnderstood(let server, let reason): "what \(server) answers is not understood: \(reason)"
        case .notFound(let server, let trace): "\(server) has no trace \(trace)"
        }
    }
}

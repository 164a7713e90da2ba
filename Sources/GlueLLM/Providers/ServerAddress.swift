/// The host and port that `server.address` and `server.port` of a span name.
public struct ServerAddress: Sendable, Hashable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// How `glue scope` is reached, and by whom.
public struct ScopeSettings: Sendable {
    /// The address to listen on. Anything but loopback wants a ``token``.
    public var host: String
    /// The standard port of OTLP over HTTP; 0 for any that is free.
    public var port: Int
    /// What senders and readers have to show, as `Authorization: Bearer`; a browser shows it once as `/?token=`. Nil for nobody.
    public var token: String?
    /// Names by which browsers may ask for the pages, beside the address itself and those of loopback. What asks by another name is
    /// refused: a page of somebody else may have pointed its own name here.
    public var hostNames: [String]
    /// Web pages that may send telemetry from a browser, such as `https://app.example.com`. Those that come from loopback may.
    public var allowedOrigins: [String]
    /// How many bytes a request may have, also after decompression. Source: the OTLP specification's limit for servers.
    public var requestLimit: Int
    /// How many times its own size a compressed request may grow to, once it has more than ``smallestSuspect`` bytes.
    public var compressionLimit: Int

    static let smallestSuspect = 16 << 20

    public init(
        host: String = "127.0.0.1",
        port: Int = 4318,
        token: String? = nil,
        hostNames: [String] = [],
        allowedOrigins: [String] = [],
        requestLimit: Int = 64 << 20,
        compressionLimit: Int = 200
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.hostNames = hostNames
        self.allowedOrigins = allowedOrigins
        self.requestLimit = requestLimit
        self.compressionLimit = compressionLimit
    }

    static let loopback: Set<String> = ["localhost", "127.0.0.1", "::1", "[::1]"]
}

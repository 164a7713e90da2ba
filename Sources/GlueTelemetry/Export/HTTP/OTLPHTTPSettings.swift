public import GlueOTLP
public import GlueRetry

/// How an ``OTLPHTTPDestination`` sends.
public struct OTLPHTTPSettings: Sendable {
    public enum Compression: Sendable, Hashable {
        case none
        case gzip(Gzip.Level)
    }

    /// The whole address, such as `http://localhost:4318/v1/traces`.
    public var endpoint: String
    /// Sent with every request, such as credentials. They never appear in logs or errors.
    public var headers: [Header]
    /// Level 1 takes less than half the time of level 6 for 15 % more bytes.
    public var compression: Compression
    /// How long the export of one batch may take, all attempts together; nil for no limit of its own.
    public var timeout: Duration?
    /// Between attempts. A server's own `Retry-After` counts instead.
    public var backoff: Backoff
    /// How many bytes a request may have, before compression too.
    public var requestLimit: Int
    /// How many bytes of an answer are read.
    public var responseLimit: Int
    /// What stands before the exporter's own name in `User-Agent`; nil for nothing.
    public var product: String?
    /// Whether what people and models said is sent along, where the spans hold it.
    public var wantsContent: Bool

    /// A header that is sent along.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        endpoint: String = Self.defaultEndpoint,
        headers: [Header] = [],
        compression: Compression = .gzip(.fastest),
        timeout: Duration? = .seconds(10),
        backoff: Backoff = Backoff(initial: .seconds(1), maximum: .seconds(30), multiplier: 1.5),
        requestLimit: Int = 64 << 20,
        responseLimit: Int = 4 << 20,
        product: String? = "GlueLLM/\(TelemetryVersion.current)",
        wantsContent: Bool = false
    ) {
        self.endpoint = endpoint
        self.headers = headers
        self.compression = compression
        self.timeout = timeout
        self.backoff = backoff
        self.requestLimit = requestLimit
        self.responseLimit = responseLimit
        self.product = product
        self.wantsContent = wantsContent
    }

    /// A collector on this machine.
    public static let defaultEndpoint = "http://localhost:4318/v1/traces"

    /// The address for traces below a collector's base address, such as `http://localhost:4318`.
    ///
    /// Source: OTLP exporter specification, "Endpoint URLs for OTLP/HTTP".
    public static func endpoint(base: String) -> String { base + (base.hasSuffix("/") ? "" : "/") + "v1/traces" }
}

/// Settings with which nothing could be sent.
public enum OTLPHTTPSettingsError: Error, Hashable, CustomStringConvertible {
    /// The address, without credentials.
    case endpoint(String)
    case header(name: String)

    public var description: String {
        switch self {
        case .endpoint(let endpoint): "\(endpoint) is no address to send spans to; write one such as \(OTLPHTTPSettings.defaultEndpoint)"
        case .header(let name):
            "the header \"\(name)\" cannot be sent: its name must be a word of letters, digits and dashes, its value one line"
        }
    }
}

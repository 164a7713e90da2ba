public import GlueOTLP
public import GlueRetry

/// How an ``OTLPHTTPDestination`` sends.
public struct OTLPHTTPSettings: Sendable {
    /// What a request's body is written in.
    public enum Encoding: Sendable, Hashable {
        case protobuf
        /// OTLP/JSON, for backends that read nothing else: it costs many times what protobuf does.
        case json
    }

    public enum Compression: Sendable, Hashable {
        case none
        case gzip(Gzip.Level)
    }

    /// What is sent. A destination takes one signal: each has an address of its own.
    public var signal: OTLP.Signal
    /// The whole address, such as `http://localhost:4318/v1/traces`.
    public var endpoint: String
    /// Sent with every request, such as credentials. They never appear in logs or errors, and never go to another origin.
    public var headers: [Header]
    public var encoding: Encoding
    /// Level 1 by default: a higher one takes up to four times the time for 4 % to 13 % fewer bytes. For each span of a batch
    /// of 512, on one core of a server, zlib 1.2.13:
    ///
    /// | level | without message content | | with 2.3 KB of it | |
    /// |---|--:|--:|--:|--:|
    /// | none | | 489 bytes | | 2,989 bytes |
    /// | 1 | 1.2 µs | 51 bytes | 27 µs | 1,093 bytes |
    /// | 3 | 1.4 µs | 52 bytes | 41 µs | 1,030 bytes |
    /// | 4 | 2.1 µs | 49 bytes | 45 µs | 981 bytes |
    /// | 6 | 3.8 µs | 49 bytes | 95 µs | 948 bytes |
    /// | 9 | 5.5 µs | 49 bytes | 115 µs | 947 bytes |
    ///
    /// Where the bytes cost more than the processor does, 4 is worth a thought.
    public var compression: Compression
    /// How long the export of one batch may take, all attempts together; nil for no limit of its own.
    public var timeout: Duration?
    /// Between attempts. A server's own `Retry-After` counts instead.
    public var backoff: Backoff
    /// How many requests may be under way at once, at least 1. With two, one batch is compressed while another is on its way.
    public var concurrency: Int
    /// How many bytes a request may have, before compression too.
    public var requestLimit: Int
    /// How many bytes of an answer are read.
    public var responseLimit: Int
    /// Whom to trust, and who we are; only for `https`.
    public var tls: TLSSettings
    /// What stands between us and the endpoint; nil for nothing.
    public var proxy: ProxySettings?
    /// What the backend needs beyond the conventions; by default as its headers say.
    public var profile: CompatibilityProfile
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

    /// - Parameter endpoint: Nil for a collector on this machine.
    public init(
        _ signal: OTLP.Signal = .traces,
        endpoint: String? = nil,
        headers: [Header] = [],
        encoding: Encoding = .protobuf,
        compression: Compression = .gzip(.fastest),
        timeout: Duration? = .seconds(10),
        backoff: Backoff = Backoff(initial: .seconds(1), maximum: .seconds(30), multiplier: 1.5),
        concurrency: Int = 2,
        requestLimit: Int = 64 << 20,
        responseLimit: Int = 4 << 20,
        tls: TLSSettings = TLSSettings(),
        proxy: ProxySettings? = nil,
        profile: CompatibilityProfile = .automatic,
        product: String? = "GlueLLM/\(TelemetryVersion.current)",
        wantsContent: Bool = false
    ) {
        self.signal = signal
        self.endpoint = endpoint ?? Self.endpoint(base: Self.defaultBase, signal)
        self.headers = headers
        self.encoding = encoding
        self.compression = compression
        self.timeout = timeout
        self.backoff = backoff
        self.concurrency = max(concurrency, 1)
        self.requestLimit = requestLimit
        self.responseLimit = responseLimit
        self.tls = tls
        self.proxy = proxy
        self.profile = profile
        self.product = product
        self.wantsContent = wantsContent
    }

    /// A collector on this machine.
    public static let defaultBase = "http://localhost:4318"

    /// The address for a signal below a collector's base address, such as `http://localhost:4318`.
    ///
    /// Source: OTLP exporter specification, "Endpoint URLs for OTLP/HTTP".
    public static func endpoint(base: String, _ signal: OTLP.Signal = .traces) -> String {
        base + (base.hasSuffix("/") ? "" : "/") + "v1/\(signal)"
    }
}

/// Settings with which nothing could be sent.
public enum OTLPHTTPSettingsError: Error, Hashable, CustomStringConvertible {
    /// The address, without credentials.
    case endpoint(String)
    case header(name: String)
    /// A file of ``TLSSettings``.
    case certificate(file: String, reason: String)
    /// The address, without credentials.
    case proxy(String)

    public var description: String {
        switch self {
        case .endpoint(let endpoint):
            "\(endpoint) is no address to send telemetry to; write one such as \(OTLPHTTPSettings.defaultBase)/v1/traces"
        case .header(let name):
            "the header \"\(name)\" cannot be sent: its name must be a word of letters, digits and dashes, its value one line"
        case .certificate(let file, let reason):
            "\(file) cannot be used: \(reason); it must be a PEM file that this process may read"
        case .proxy(let proxy):
            "\(proxy) is no address of a proxy; write one such as http://proxy.example.com:3128"
        }
    }
}

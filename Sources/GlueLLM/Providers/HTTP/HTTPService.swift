public import AsyncHTTPClient
import GlueRedaction
import NIOHTTP1

/// A service over HTTP: where a provider's requests go and what all of them carry.
public struct HTTPService: Sendable {
    /// The provider's name in the GenAI conventions.
    public let name: String
    public var server: ServerAddress { endpoint.server }

    let endpoint: Endpoint
    let client: HTTPClient
    let loops: EventLoopChoice
    private(set) var headers: HTTPHeaders
    let keyHeader: KeyHeader
    /// What an error names as the place to put the key.
    let keyVariable: String?
    let propagation: TracePropagation
    let responseLimit: Int
    /// What takes keys out, the own one in whatever form it has.
    private let ownRedactor: Redactor
    /// The key of one attempt.
    private var attemptKey: APIKey?
    let templates = RequestTemplates()

    /// - Parameters:
    ///   - name: The provider's name in spans and errors.
    ///   - baseURL: What the path of every request is added to.
    ///   - apiKey: Nil for servers that want none. White space around it is left away.
    ///   - keyHeader: Where the key goes.
    ///   - keyVariable: The environment variable that an error about the key names.
    ///   - headers: Further headers of every request; they replace those that are sent otherwise.
    ///   - propagation: What of the trace the requests carry.
    ///   - responseLimit: How many bytes an answer may have.
    ///   - client: An HTTP client of your own, with tracing off, which you shut down yourself; nil for one that all
    ///     providers share. ``AsyncHTTPClient/HTTPClient/Configuration/models(connectTimeout:)`` has the settings.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        name: String,
        baseURL: String,
        apiKey: String? = nil,
        keyHeader: KeyHeader = .bearer,
        keyVariable: String? = nil,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        // A key that was read from a file ends in a line break more often than not.
        let key = apiKey?.trimmingSpace ?? ""
        var fields: HTTPHeaders = ["User-Agent": "gluellm-swift"]
        if !key.isEmpty {
            let field = keyHeader.field(key)
            fields.add(name: field.name, value: field.value)
        }
        for (name, value) in headers { fields.replaceOrAdd(name: name, value: value) }
        guard fields.allSatisfy({ $0.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }) else {
            throw LLMError(
                .configuration,
                "\(keyVariable ?? "the key or a header") holds a control character, such as a line break; remove it",
                provider: name
            )
        }
        self.name = name
        self.keyHeader = keyHeader
        self.keyVariable = keyVariable
        self.propagation = propagation
        self.responseLimit = responseLimit
        self.headers = fields
        self.client = client ?? .untraced
        loops = EventLoopChoice(self.client.eventLoopGroup)
        ownRedactor = Redactor(rules: [Rule(.secret(key), .label())]) + .secrets
        endpoint = try Endpoint(baseURL: baseURL)
    }

    /// Takes keys out of what errors quote.
    var redactor: Redactor {
        // Made where something failed: most attempts need none.
        guard let attemptKey else { return ownRedactor }
        return Redactor(rules: [Rule(.secret(attemptKey.secret), .label())]) + ownRedactor
    }

    /// The service with another key.
    ///
    /// - Parameter key: Nil for the service's own.
    func using(_ key: APIKey?) -> HTTPService {
        guard let key else { return self }
        var service = self
        let field = keyHeader.field(key.secret)
        service.headers.replaceOrAdd(name: field.name, value: field.value)
        service.attemptKey = key
        return service
    }
}

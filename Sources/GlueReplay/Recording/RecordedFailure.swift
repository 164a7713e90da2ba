public import GlueLLM

/// A failure that a trace holds: of an exchange, or of one of its attempts.
public struct RecordedFailure: Sendable, Hashable {
    /// The `error.type` as it was recorded, such as `rate_limit`, `429` or `BadRequestError`.
    public var type: String
    /// What was recorded of the failure's words; empty where nothing was.
    public var message: String
    /// The HTTP status, where the trace holds one.
    public var status: Int?
    /// The response headers that the trace holds, by lower-case name.
    public var headers: [String: String]
    /// What the server answered, where the wire was recorded.
    public var body: [UInt8]?
    /// How long the caller waited before it tried again.
    public var delay: Duration?

    public init(
        type: String,
        message: String = "",
        status: Int? = nil,
        headers: [String: String] = [:],
        body: [UInt8]? = nil,
        delay: Duration? = nil
    ) {
        self.type = type
        self.message = message
        self.status = status
        self.headers = headers
        self.body = body
        self.delay = delay
    }
}

extension RecordedFailure {
    /// What the failure is in the engine's terms.
    public var kind: LLMError.Kind {
        if let kind = LLMError.Kind(rawValue: type) { return kind }
        if let status = impliedStatus, let kind = Self.kinds[status] { return kind }
        return LLMError(classifying: message, type: type).kind
    }

    /// The status to answer over HTTP: the recorded one, else the usual one for the failure's type.
    ///
    /// A broken connection and a timeout have none; they become 503 and 504, which clients repeat like those.
    public var httpStatus: Int { impliedStatus ?? Self.statuses[kind] ?? 500 }

    private var impliedStatus: Int? {
        if let status { return status }
        if let number = Int(type), (400..<600).contains(number) { return number }
        // `openai.RateLimitError` and `RateLimitError` are one class.
        return Self.classes[type.split(separator: ".").last.map(String.init) ?? type]
    }

    /// The error classes of the OpenAI and Anthropic clients, which other tools write as `error.type`.
    private static let classes: [String: Int] = [
        "BadRequestError": 400, "AuthenticationError": 401, "PermissionDeniedError": 403, "NotFoundError": 404,
        "ConflictError": 409, "UnprocessableEntityError": 422, "RateLimitError": 429, "InternalServerError": 500,
        "ServiceUnavailableError": 503, "OverloadedError": 529, "APITimeoutError": 504, "APIConnectionError": 503,
    ]

    private static let kinds: [Int: LLMError.Kind] = [
        400: .invalidRequest, 401: .authentication, 403: .authentication, 404: .invalidRequest, 408: .timeout,
        413: .tokenLimit, 422: .invalidRequest, 429: .rateLimit, 500: .server, 502: .connection, 503: .connection,
        504: .timeout, 529: .server,
    ]

    private static let statuses: [LLMError.Kind: Int] = [
        .tokenLimit: 400, .rateLimit: 429, .connection: 503, .timeout: 504, .authentication: 401, .invalidRequest: 400,
        .contentFilter: 400, .server: 500, .invalidResponse: 502,
    ]
}

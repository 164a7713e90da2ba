import GlueJSON

/// What a service's error says, in whichever form it says it.
///
/// OpenAI and those that speak like it, Anthropic and Google put an object `error` into the body, Ollama a text; gateways
/// in front of them have a `message` or `detail` of their own.
struct ServiceError {
    /// The service's own words; nil where there are none.
    var message: String?
    /// Its codes, the most precise first.
    var codes: [String] = []
    /// The status that the body itself tells of.
    var status: Int?
    var requestID: String?
    /// How long the body asks to wait.
    var retryAfter: Duration?

    init(_ json: JSONValue) {
        // Google answers a request for a stream with a list that holds the error.
        let json = json[0] ?? json
        let error = json["error"]
        message = error?["message"]?.string ?? error?.string ?? json["message"]?.string ?? json["detail"]?.string
        codes = [
            error?["innererror"]?["code"]?.string, Self.reason(error), error?["code"]?.string, error?["status"]?.string,
            error?["type"]?.string, json["code"]?.string,
        ]
        .compactMap(\.self)
        status = (error?["code"]?.integer ?? json["statusCode"]?.integer).flatMap { Int(exactly: $0) }
        requestID = json["request_id"]?.string
        retryAfter = Self.retryDelay(error)
    }

    /// Google's wait, such as `34.07s`.
    private static func retryDelay(_ error: JSONValue?) -> Duration? {
        let text = error?["details"]?.array?.lazy.compactMap { $0["retryDelay"]?.string }.first
        guard let text, text.hasSuffix("s"), let seconds = Double(text.dropLast()), (0...86_400).contains(seconds) else { return nil }
        return .seconds(seconds)
    }

    /// Google's reason, such as `API_KEY_INVALID`.
    private static func reason(_ error: JSONValue?) -> String? {
        error?["details"]?.array?.lazy.compactMap { $0["reason"]?.string }.first
    }

    /// The error that a piece of an answer is; nil for any other piece.
    init?(in piece: JSONValue) {
        if let error = piece["error"], !error.isNull {
            self.init(piece)
            return
        }
        // OpenAI's responses tell of it in an event of its own.
        switch piece["type"]?.string {
        case "error": self.init(["error": piece])
        case "response.failed": self.init(piece["response"] ?? .null)
        default: return nil
        }
    }
}

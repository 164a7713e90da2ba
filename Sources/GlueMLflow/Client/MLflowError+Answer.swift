import GlueJSON
import GlueRedaction
import GlueRetry
import GlueTelemetry
import NIOHTTP1

extension MLflowError {
    /// Reads an answer that is none of success, whatever form it has: MLflow's own JSON, that of its newer routes
    /// (`{"detail": …}`), a web server's page, plain text.
    init(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ body: [UInt8], of operation: String) {
        let json = (try? JSONValue(parsing: body)).flatMap(\.object)
        let code = json?["error_code"]?.string
        let said = json?["message"]?.string ?? json?["detail"].map { $0.string ?? $0.text() }
        let type = headers.first(name: "content-type") ?? ""
        let isPage = type.hasPrefix("text/html") && body.first { !UInt8.blanks.contains($0) } == UInt8(ascii: "<")
        let text = said ?? (isPage ? "a web page instead of MLflow's answer" : ServerMessage.text(body, contentType: type))
        self.init(
            Self.kind(Int(status.code), code),
            Self.advice(Int(status.code), code) + Self.shown(text),
            operation: operation,
            status: Int(status.code),
            errorCode: code,
            retryAfter: RetryAfter.delay(in: headers)
        )
    }

    /// By MLflow's own name where it gives one: some statuses stand for several.
    private static func kind(_ status: Int, _ code: String?) -> Kind {
        switch code {
        case "RESOURCE_ALREADY_EXISTS": .alreadyExists
        case "RESOURCE_DOES_NOT_EXIST", "NOT_FOUND": .doesNotExist
        case "UNAUTHENTICATED", "CUSTOMER_UNAUTHORIZED": .unauthenticated
        case "PERMISSION_DENIED": .permissionDenied
        case "RESOURCE_EXHAUSTED", "REQUEST_LIMIT_EXCEEDED", "RESOURCE_LIMIT_EXCEEDED": .rateLimited
        case "TEMPORARILY_UNAVAILABLE", "SERVICE_UNDER_MAINTENANCE": .unavailable
        case "NOT_IMPLEMENTED", "ENDPOINT_NOT_FOUND": .unsupported
        case "INTERNAL_ERROR": .serverError
        case "INVALID_PARAMETER_VALUE", "BAD_REQUEST", "MALFORMED_REQUEST", "INVALID_STATE": .invalidRequest
        default: kind(status)
        }
    }

    private static func kind(_ status: Int) -> Kind {
        switch status {
        case 401: .unauthenticated
        case 403: .permissionDenied
        case 404, 405, 501: .unsupported
        case 408: .timeout
        case 409: .alreadyExists
        case 429: .rateLimited
        case 400..<500: .invalidRequest
        case 502, 503, 504: .unavailable
        case 500...: .serverError
        default: .unexpectedAnswer
        }
    }

    /// What to do, where the server's own words do not tell.
    private static func advice(_ status: Int, _ code: String?) -> String {
        switch (status, code) {
        case (401, _):
            "the credentials are missing or wrong; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN: "
        case (403, _): "the credentials do not allow it, or the server does not know itself by this host name: "
        case (404, nil), (405, nil): "the server has no such function; is it an MLflow server, of a version that has it? "
        default: ""
        }
    }

    /// What a server says may repeat what it was sent, and whole statements of its database.
    private static func shown(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return String(Redactor.secrets.redact(line).prefix(400))
    }
}

extension UInt8 {
    fileprivate static let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
}

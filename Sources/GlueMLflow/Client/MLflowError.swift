/// Why something could not be done with an MLflow server.
public struct MLflowError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The settings name no server, or files that cannot be read.
        case configuration
        /// What was to be sent cannot be stored as it is. Nothing was sent.
        case unstorable
        /// A param has another value already; params cannot be changed.
        case paramConflict(key: String, stored: String, new: String)
        /// The server calls the request wrong.
        case invalidRequest
        case alreadyExists
        case doesNotExist
        /// The credentials are missing or wrong.
        case unauthenticated
        /// The credentials are not enough.
        case permissionDenied
        /// The server has no such function, or its store lacks it.
        case unsupported
        case rateLimited
        /// The server is there and cannot answer now.
        case unavailable
        case serverError
        /// No connection, or it broke.
        case connection
        case timeout
        /// The task was cancelled.
        case cancelled
        /// The answer is not one of an MLflow server.
        case unexpectedAnswer
        /// A file of this machine could not be read or written.
        case file
        /// What was logged could not be sent in time, and is lost or kept in the spool as the message says.
        case unsent
        /// What was logged was refused by the server.
        case rejected
    }

    public var kind: Kind
    /// What is wrong and what to do.
    public var message: String
    /// What was tried, such as `runs/create`; nil where nothing was sent.
    public var operation: String?
    /// The status of the answer.
    public var status: Int?
    /// MLflow's own name of the error, such as `RESOURCE_DOES_NOT_EXIST`.
    public var errorCode: String?
    /// How long the server asked to be left alone.
    public var retryAfter: Duration?

    public init(
        _ kind: Kind,
        _ message: String,
        operation: String? = nil,
        status: Int? = nil,
        errorCode: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.message = message
        self.operation = operation
        self.status = status
        self.errorCode = errorCode
        self.retryAfter = retryAfter
    }

    public var description: String {
        guard let operation else { return message }
        return "MLflow \(operation): \(message)" + (status.map { " (\($0)\(errorCode.map { " \($0)" } ?? ""))" } ?? "")
    }

    /// Whether the same request may succeed later.
    var isTransient: Bool {
        switch kind {
        case .rateLimited, .unavailable, .connection, .timeout: true
        // A server that says itself what is wrong will say it again.
        case .serverError: errorCode == nil
        default: false
        }
    }
}

import GlueOTLP
import HTTPTypes

/// Why a request was not taken.
struct ReceiverFailure: Error {
    var status: HTTPResponse.Status
    var message: String
    /// In seconds; nil where the same will not be taken later either.
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ message: String, retryAfter: Int? = nil) {
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
    }

    /// A sender keeps what is told 429 or 503, and sends it again.
    init(_ error: StoreError) {
        switch error {
        case .overloaded: self.init(.tooManyRequests, "\(error)", retryAfter: 1)
        case .unwritable: self.init(.serviceUnavailable, "\(error)", retryAfter: 5)
        default: self.init(.internalServerError, "\(error)")
        }
    }
}

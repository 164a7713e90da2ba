import CHiredis

/// What Redis answers.
enum RedisReply: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case array([RedisReply])
    case null
    case error(String)

    /// Takes a reply of hiredis over, without freeing it.
    init(_ reply: redisReply) {
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_ARRAY:
            self = .array((0..<reply.elements).map { index in reply.element?[index].map { RedisReply($0.pointee) } ?? .null })
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: self = .text(Self.text(of: reply))
        case REDIS_REPLY_ERROR: self = .error(Self.text(of: reply))
        default: self = .null
        }
    }

    private static func text(of reply: redisReply) -> String {
        guard let start = reply.str else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: reply.len), as: UTF8.self)
    }

    var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var array: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }
}

/// Why Redis did not do what it was asked.
enum RedisFailure: Error, Sendable, Hashable {
    /// It cannot be reached or does not answer.
    case unavailable(String)
    /// It answers with an error.
    case refused(String)
    case cancelled

    var reason: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        case .cancelled: "the call was cancelled"
        }
    }
}

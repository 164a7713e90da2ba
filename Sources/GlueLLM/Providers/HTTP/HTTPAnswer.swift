import NIOHTTP1

/// What a service answered.
struct HTTPAnswer: Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: [UInt8] = []

    var isSuccess: Bool { status.isSuccess }

    /// Whether the body is one JSON value, also where an answer in pieces was asked for.
    var isJSON: Bool { headers.first(name: "content-type")?.lowercased().hasPrefix("application/json") == true }
}

extension HTTPResponseStatus {
    var isSuccess: Bool { (200..<300).contains(code) }
}

import GlueJSON

/// A message of JSON-RPC 2.0.
///
/// Source: JSON-RPC 2.0 Specification, sections 4 and 5.
enum RPCMessage: Sendable, Hashable {
    case request(id: JSONValue, method: String, params: JSONObject)
    case notification(method: String, params: JSONObject)
    case result(id: JSONValue, JSONValue)
    /// The id is null where the request could not be read.
    case failure(id: JSONValue, RPCFailure)

    /// - Returns: Nil for what is no message.
    init?(_ json: JSONValue) {
        guard json["jsonrpc"]?.string == "2.0" else { return nil }
        let id = json["id"]
        if let method = json["method"]?.string {
            let params = json["params"]?.object ?? [:]
            self = id.map { .request(id: $0, method: method, params: params) } ?? .notification(method: method, params: params)
        } else if let error = json["error"], let code = error["code"]?.integer {
            self = .failure(id: id ?? .null, RPCFailure(code: Int(clamping: code), message: error["message"]?.string ?? ""))
        } else if let id, let result = json["result"] {
            self = .result(id: id, result)
        } else {
            return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .request(let id, let method, let params):
            ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)]
        case .notification(let method, let params):
            params.isEmpty
                ? ["jsonrpc": "2.0", "method": .string(method)] : ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
        case .result(let id, let result): ["jsonrpc": "2.0", "id": id, "result": result]
        case .failure(let id, let failure):
            ["jsonrpc": "2.0", "id": id, "error": ["code": .integer(Int64(failure.code)), "message": .string(failure.message)]]
        }
    }
}

/// Why a request was not answered.
struct RPCFailure: Error, Sendable, Hashable {
    var code: Int
    var message: String

    static func parse(_ message: String) -> RPCFailure { RPCFailure(code: -32700, message: message) }
    static func invalidRequest(_ message: String) -> RPCFailure { RPCFailure(code: -32600, message: message) }
    static func unknownMethod(_ method: String) -> RPCFailure { RPCFailure(code: -32601, message: "there is no method \(method)") }
    static func invalidParams(_ message: String) -> RPCFailure { RPCFailure(code: -32602, message: message) }
}

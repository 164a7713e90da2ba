import GlueJSON
import Testing

@testable import GlueMCP

@Suite("JSON-RPC messages")
struct RPCMessageTests {
    static let cases: [(JSONValue, RPCMessage?)] = [
        (["jsonrpc": "2.0", "id": 1, "method": "ping"], .request(id: 1, method: "ping", params: [:])),
        (["jsonrpc": "2.0", "id": "a", "method": "m", "params": ["x": 1]], .request(id: "a", method: "m", params: ["x": 1])),
        (["jsonrpc": "2.0", "method": "n"], .notification(method: "n", params: [:])),
        (["jsonrpc": "2.0", "id": 1, "result": [:]], .result(id: 1, [:])),
        (
            ["jsonrpc": "2.0", "id": nil, "error": ["code": -32700, "message": "no"]],
            .failure(id: nil, RPCFailure(code: -32700, message: "no"))
        ),
        (["id": 1, "method": "ping"], nil), (["jsonrpc": "2.0", "id": 1], nil), ("text", nil),
    ]

    @Test("A message is told by its members; what has none of them is no message", arguments: cases)
    func read(json: JSONValue, message: RPCMessage?) {
        #expect(RPCMessage(json) == message)
        if let message { #expect(RPCMessage(message.json) == message) }
    }
}

import AsyncHTTPClient
import GlueJSON
import NIOHTTP1

/// One request, before server and credentials are put to it.
struct MLflowRequest: Sendable {
    var method: HTTPMethod
    /// Below the tracking URI, such as `/api/2.0/mlflow/runs/create`.
    var path: String
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    var contentType = "application/json"
    /// What it is, for people.
    var operation: String

    /// A call of the REST API.
    ///
    /// - Parameter operation: Below `/api/2.0/mlflow/`, already percent-encoded.
    init(_ method: HTTPMethod, _ operation: String, version: APIVersion = .v2) {
        self.method = method
        self.operation = operation
        path = "/api/\(version.rawValue)/mlflow/\(operation)"
    }

    /// Any other route of the server.
    init(_ method: HTTPMethod, path: String, operation: String) {
        self.method = method
        self.path = path
        self.operation = operation
    }

    enum APIVersion: String {
        case v2 = "2.0"
        case v3 = "3.0"
    }

    static func get(_ operation: String, version: APIVersion = .v2, _ query: KeyValuePairs<String, String?> = [:]) -> MLflowRequest {
        var request = MLflowRequest(.GET, operation, version: version)
        request.query = query.compactMap { name, value in value.map { (name, $0) } }
        return request
    }

    static func send(_ method: HTTPMethod, _ operation: String, version: APIVersion = .v2, _ body: JSONObject) -> MLflowRequest {
        var request = MLflowRequest(method, operation, version: version)
        request.body = JSONValue.object(body).bytes()
        return request
    }

    static func post(_ operation: String, version: APIVersion = .v2, _ body: JSONObject) -> MLflowRequest {
        send(.POST, operation, version: version, body)
    }
}

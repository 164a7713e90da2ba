public import GlueJSON

/// One request to a service over HTTP.
public struct HTTPCall: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    /// What follows the service's base URL, such as `chat/completions`; percent-encoded where it needs to be.
    public var path: String
    /// Members of the query, percent-encoded, such as `alt=sse`; empty for none. Keys do not belong here.
    public var query: String
    /// Headers of this request alone.
    public var headers: [String: String]
    /// Nil for a request without a body.
    public var body: JSONValue?
    /// A form that takes the place of the body.
    var form: FormBody?

    /// - Parameter method: Nil for a post where there is a body.
    public init(_ path: String, method: Method? = nil, query: String = "", headers: [String: String] = [:], body: JSONValue? = nil) {
        self.method = method ?? (body == nil ? .get : .post)
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

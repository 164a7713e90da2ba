import GlueJSON
import GlueLLM
public import GlueOTLP
import GlueTelemetry

/// Reads traces from Phoenix.
///
/// ```swift
/// let traces = try await PhoenixClient("http://localhost:6006").trace("14ce24f0b9f46835b1b10af9c5e02d9a", project: "default")
/// let recording = try Recording(traces: traces)
/// ```
/// Source: Phoenix REST API, `GET /v1/projects/{project}/spans/otlpv1`.
public struct PhoenixClient: Sendable {
    private let server: RemoteServer
    /// How many spans a page has.
    private static let page = 1000

    /// - Parameter apiKey: Nil for a server that wants none.
    /// - Throws: ``RemoteTraceError/badAddress(_:)``.
    public init(_ baseURL: String, apiKey: String? = nil) throws(RemoteTraceError) {
        server = try RemoteServer(baseURL, token: apiKey)
    }

    /// The spans of one trace of a project.
    ///
    /// - Parameters:
    ///   - id: 32 hexadecimal digits.
    ///   - project: Its name or id.
    public func trace(_ id: String, project: String = "default") async throws(RemoteTraceError) -> OTLP.Traces {
        guard let wanted = OTLP.TraceID(hex: id.lowercased()) else { throw .notFound(server: server.baseURL, trace: id) }
        var spans: [OTLP.Span] = []
        var cursor: String?
        repeat {
            let page = try await page(project, cursor)
            spans += try self.spans(page["data"] ?? .null).filter { $0.traceID == wanted }
            cursor = page["next_cursor"]?.string
        } while cursor != nil
        guard !spans.isEmpty else { throw .notFound(server: server.baseURL, trace: id) }
        return OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: spans)])])
    }

    private func page(_ project: String, _ cursor: String?) async throws(RemoteTraceError) -> JSONValue {
        let name = PercentCoding.component(project)
        var path = "/v1/projects/\(name)/spans/otlpv1?limit=\(Self.page)"
        if let cursor { path += "&cursor=\(PercentCoding.component(cursor))" }
        let (status, body) = try await server.get(path)
        guard status == 200 else { throw server.refusal(status, body) }
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .notUnderstood(server: server.baseURL, reason: "\(error)")
        }
    }

    /// Phoenix writes the members of OTLP/JSON in snake case, with a null for each that is not there.
    private func spans(_ data: JSONValue) throws(RemoteTraceError) -> [OTLP.Span] {
        let document: JSONValue = ["resourceSpans": [["scopeSpans": [["spans": data.camelCased]]]]]
        do {
            return try TelemetryFile(bytes: document.bytes()).traces.spans
        } catch {
            throw .notUnderstood(server: server.baseURL, reason: "\(error)")
        }
    }
}

extension JSONValue {
    fileprivate var camelCased: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.camelCased))
        case .object(let object):
            .object(JSONObject(object.filter { !$0.value.isNull }.map { (Self.camelCased($0.key), $0.value.camelCased) }))
        default: self
        }
    }

    private static func camelCased(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

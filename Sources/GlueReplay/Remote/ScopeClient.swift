public import GlueOTLP

/// Reads traces from `glue scope`.
///
/// ```swift
/// let file = try await ScopeClient().trace("14ce24f0b9f46835b1b10af9c5e02d9a")
/// let recording = try Recording(file)
/// ```
public struct ScopeClient: Sendable {
    private let server: RemoteServer

    /// - Parameter token: Nil for a server that wants none.
    /// - Throws: ``RemoteTraceError/badAddress(_:)``.
    public init(_ baseURL: String = "http://localhost:4318", token: String? = nil) throws(RemoteTraceError) {
        server = try RemoteServer(baseURL, token: token)
    }

    /// A trace with the log records that name it.
    ///
    /// - Parameter id: 32 hexadecimal digits.
    public func trace(_ id: String) async throws(RemoteTraceError) -> TelemetryFile {
        guard let wanted = OTLP.TraceID(hex: id.lowercased()) else { throw .notFound(server: server.baseURL, trace: id) }
        let (status, body) = try await server.get("/api/traces/\(wanted)?format=pb")
        guard status != 404 else { throw .notFound(server: server.baseURL, trace: id) }
        guard status == 200 else { throw server.refusal(status, body) }
        do {
            return try TelemetryFile(bytes: body)
        } catch {
            throw .notUnderstood(server: server.baseURL, reason: "\(error)")
        }
    }
}

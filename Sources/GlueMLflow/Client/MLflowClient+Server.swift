import NIOHTTP1

extension MLflowClient {
    /// What the server is.
    public func serverInfo() async throws(MLflowError) -> ServerInfo {
        let version = try await serverVersion()
        // Older servers have no such route; then they lack what it tells of.
        do {
            return ServerInfo(version: version, try await call(.get("server-info", version: .v3)))
        } catch  where error.kind == .unsupported {
            return ServerInfo(version: version)
        }
    }

    /// The server's version, such as `3.17.2`.
    public func serverVersion() async throws(MLflowError) -> String {
        let request = MLflowRequest(.GET, path: "/version", operation: "version")
        let text = String(decoding: try await connection.answer(request).body, as: UTF8.self)
        let version = text.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace }
        guard version.first?.isNumber == true, version.count < 40 else { throw connection.unexpected("no version", request) }
        return String(version)
    }

    /// Whether the server is there and says that it is well.
    public func isHealthy() async -> Bool {
        (try? await connection.attempt(MLflowRequest(.GET, path: "/health", operation: "health"))) != nil
    }
}

/// What a server is and can do.
public struct ServerInfo: Sendable, Hashable {
    public var version: String
    /// Such as `SqlStore`; nil where the server does not tell.
    public var storeType: String?
    public var hasWorkspaces = false
    /// Whether large files are uploaded in parts straight to where they are kept.
    public var hasMultipartUploads = false
    public var hasMultipartDownloads = false

    init(version: String) { self.version = version }

    init(version: String, _ fields: AnswerFields) {
        self.version = version
        storeType = fields.text("store_type")
        hasWorkspaces = fields.flag("workspaces_enabled")
        hasMultipartUploads = fields.flag("multipart_uploads_enabled")
        hasMultipartDownloads = fields.flag("multipart_downloads_enabled")
    }
}

import GlueTelemetry
import NIOHTTP1

/// The files of a run or a logged model.
///
/// ```swift
/// let artifacts = try await mlflow.artifacts(ofRun: run.id)
/// try await artifacts.upload("report.html", to: "reports")
/// let answer = try await artifacts.contents(of: "outputs/answer.json")
/// ```
/// Files go through the tracking server where it serves them (`--serve-artifacts`, the default), else straight to where they are
/// kept, by addresses that the server signs. They are read and written piece by piece.
public struct ArtifactStore: Sendable {
    enum Owner: Sendable {
        case run(String)
        case model(String)
        /// Known by the address alone.
        case none
    }

    enum Route: Sendable, Hashable {
        /// Through the server; a path below its artifacts.
        case proxied(root: String)
        /// By addresses that the server signs.
        case signed
    }

    let client: MLflowClient
    let owner: Owner
    let uri: String
    let route: Route
    /// From which size on a file goes in parts, where the server offers that, and how long a part is; in bytes.
    public var multipartThreshold: Int64 = 500 << 20
    public var partSize: Int64 = 10 << 20

    init(_ client: MLflowClient, _ owner: Owner, uri: String) throws(MLflowError) {
        self.client = client
        self.owner = owner
        self.uri = uri
        route = try Self.route(uri, owner)
    }

    /// - Throws: ``MLflowError/Kind/unsupported`` where the files are somewhere that the server does not serve.
    private static func route(_ uri: String, _ owner: Owner) throws(MLflowError) -> Route {
        let scheme = uri.prefix { $0 != ":" }.lowercased()
        switch scheme {
        case "mlflow-artifacts":
            var rest = uri.dropFirst(scheme.count + 1)
            // After two slashes the server's address comes first, which is the one we talk to.
            if rest.hasPrefix("//"), !rest.hasPrefix("///") { rest = rest.dropFirst(2).drop { $0 != "/" } }
            return .proxied(root: root(rest))
        case "http", "https":
            guard let start = uri.firstRange(of: "/mlflow-artifacts/artifacts") else { break }
            return .proxied(root: root(uri[start.upperBound...]))
        case "s3", "gs", "wasbs", "abfss", "r2", "b2":
            if case .run = owner { return .signed }
        default: break
        }
        throw MLflowError(
            .unsupported,
            "the artifacts are at \(uri), which the tracking server does not serve; start it with --serve-artifacts"
        )
    }

    private static func root(_ path: Substring) -> String { String(path.split(separator: "/").joined(separator: "/")) }
}

extension MLflowClient {
    public func artifacts(ofRun id: String) async throws(MLflowError) -> ArtifactStore {
        try artifacts(of: try await run(id).info)
    }

    public func artifacts(of run: RunInfo) throws(MLflowError) -> ArtifactStore {
        try ArtifactStore(self, .run(run.id), uri: run.artifactURI)
    }

    /// The files at an address of the server's own, such as `mlflow-artifacts:/1/traces/tr-…/artifacts`, which a trace's tag
    /// `mlflow.artifactLocation` tells.
    public func artifacts(at uri: String) throws(MLflowError) -> ArtifactStore { try ArtifactStore(self, .none, uri: uri) }

    public func artifacts(of model: LoggedModel) throws(MLflowError) -> ArtifactStore {
        try ArtifactStore(self, .model(model.id), uri: model.artifactURI)
    }
}

// MARK: - Looking

extension ArtifactStore {
    /// What is in a folder, by path.
    ///
    /// - Parameter folder: Nil for the root.
    public func list(_ folder: String? = nil) async throws(MLflowError) -> [ArtifactFile] {
        if let folder { try ArtifactPath.check(folder) }
        var files: [ArtifactFile] = []
        var token: String?
        repeat {
            let answer = try await client.call(request(folder, token))
            for var file in try answer.list("files", ArtifactFile.init) {
                // Behind the address alone, names are those within the folder.
                if case .none = owner { file.path = ArtifactPath.joined(folder, file.path) }
                files.append(file)
            }
            token = answer.nextPage
        } while token != nil
        // A server that is asked for a file lists the file.
        if let folder, files.count == 1, files[0].path == folder { return [] }
        return files.sorted { $0.path < $1.path }
    }

    private func request(_ folder: String?, _ token: String?) -> MLflowRequest {
        switch owner {
        case .run(let id): .get("artifacts/list", ["run_id": id, "path": folder, "page_token": token])
        case .none: proxiedList(folder)
        case .model(let id):
            .get(
                "logged-models/\(PercentCoding.component(id))/artifacts/directories",
                ["artifact_directory_path": folder, "page_token": token]
            )
        }
    }

    private func proxiedList(_ folder: String?) -> MLflowRequest {
        var request = MLflowRequest(.GET, path: "/api/2.0/mlflow-artifacts/artifacts", operation: "artifacts/list")
        if case .proxied(let root) = route { request.query = [("path", ArtifactPath.joined(root, folder))] }
        return request
    }

    /// All files in a folder and the folders in it.
    public func files(in folder: String? = nil) async throws(MLflowError) -> [ArtifactFile] {
        var files: [ArtifactFile] = []
        var folders = [folder]
        var seen: Set<String?> = [folder]
        while let next = folders.popLast() {
            for file in try await list(next) {
                if !file.isFolder { files.append(file) } else if seen.insert(file.path).inserted { folders.append(file.path) }
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// Deletes a file, or a folder with all that is in it.
    public func delete(_ path: String) async throws(MLflowError) {
        try ArtifactPath.check(path)
        guard case .proxied = route else { throw MLflowError(.unsupported, "artifacts at \(uri) can only be deleted there") }
        _ = try await client.call(MLflowRequest(.DELETE, path: proxyPath(path), operation: "artifacts/delete"))
    }

    /// The route of a file through the server.
    func proxyPath(_ path: String, _ function: String = "artifacts") -> String {
        guard case .proxied(let root) = route else { return "" }
        return "/api/2.0/mlflow-artifacts/\(function)/\(ArtifactPath.encoded(ArtifactPath.joined(root, path)))"
    }
}

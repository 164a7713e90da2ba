import AsyncHTTPClient
import Foundation
import GlueJSON
import NIOHTTP1

extension ArtifactStore {
    /// Uploads a file.
    ///
    /// - Parameters:
    ///   - folder: Where it goes; nil for the root.
    ///   - name: Nil for the file's own.
    ///   - progress: Called as bytes are sent, from any thread; from zero again where an attempt is made anew.
    /// - Returns: Its path below the root.
    @discardableResult
    public func upload(
        _ file: String,
        to folder: String? = nil,
        as name: String? = nil,
        progress: @escaping @Sendable (ArtifactProgress) -> Void = { _ in }
    ) async throws(MLflowError) -> String {
        let path = ArtifactPath.joined(folder, name ?? file.split(separator: "/").last.map(String.init) ?? file)
        try ArtifactPath.check(path)
        let (source, size) = try await opened(file)
        let report = { @Sendable (bytes: Int64) in progress(ArtifactProgress(path: path, bytes: bytes, total: size)) }
        if case .proxied = route, size >= multipartThreshold, try await client.serverInfo().hasMultipartUploads {
            try await uploadParts(of: source, size, to: path, report)
        } else {
            try await put(path, { .stream(source.pieces(0..<size, report), length: .known(size)) })
        }
        if size == 0 { report(0) }
        return path
    }

    /// Uploads bytes as a file.
    public func upload(_ bytes: [UInt8], as path: String) async throws(MLflowError) {
        try ArtifactPath.check(path)
        try await put(path, { .bytes(bytes) })
    }

    /// Uploads a text as a file.
    public func upload(text: String, as path: String) async throws(MLflowError) { try await upload(Array(text.utf8), as: path) }

    /// Uploads what is in a folder, with the folders in it; links are followed to files, not to folders.
    ///
    /// - Returns: The paths below the root.
    @discardableResult
    public func upload(
        folder: String,
        to target: String? = nil,
        progress: @escaping @Sendable (ArtifactProgress) -> Void = { _ in }
    ) async throws(MLflowError) -> [String] {
        guard let entries = FileManager.default.enumerator(atPath: folder) else {
            throw MLflowError(.file, "\(folder) is no folder that can be read")
        }
        // The whole list first: what is written while it goes on is not half in it.
        let names = Self.files(entries)
        var paths: [String] = []
        for name in names {
            let parent = name.split(separator: "/").dropLast().joined(separator: "/")
            paths.append(try await upload("\(folder)/\(name)", to: ArtifactPath.joined(target, parent), progress: progress))
        }
        return paths
    }

    private static func files(_ entries: FileManager.DirectoryEnumerator) -> [String] {
        var names: [String] = []
        while let name = entries.nextObject() as? String {
            let type = entries.fileAttributes?[.type] as? FileAttributeType
            if type == .typeRegular || type == .typeSymbolicLink { names.append(name) }
        }
        return names.sorted()
    }

    private func opened(_ path: String) async throws(MLflowError) -> (file: LocalFile, size: Int64) {
        do {
            return try await LocalFile.reading(path)
        } catch let problem as FileProblem {
            throw MLflowError(.file, problem.description)
        } catch {
            throw .cancelled("artifacts/upload")
        }
    }

    /// - Parameter body: Made anew for each attempt.
    private func put(_ path: String, _ body: @escaping @Sendable () -> HTTPClientRequest.Body) async throws(MLflowError) {
        let connection = client.connection
        switch route {
        case .proxied:
            var request = MLflowRequest(.PUT, path: proxyPath(path), operation: "artifacts/upload")
            request.contentType = "application/octet-stream"
            let sent = request
            try await connection.retrying { () async throws(MLflowError) in
                try await connection.execute(sent, body: body()) { _ in }
            }
        case .signed:
            guard case .run(let run) = owner else { return }
            let answer = try await client.call(
                .post("artifacts/presigned-upload-url", ["run_id": .string(run), "path": .string(path)])
            )
            let place = try SignedPlace(answer, url: "presigned_url")
            try await connection.retrying { () async throws(MLflowError) in _ = try await place.put(body(), over: connection) }
        }
    }
}

// MARK: - In parts

extension ArtifactStore {
    private func uploadParts(
        of file: LocalFile,
        _ size: Int64,
        to path: String,
        _ report: @escaping @Sendable (Int64) -> Void
    ) async throws(MLflowError) {
        let count = max((size + partSize - 1) / partSize, 1)
        let name = JSONValue.string(path.split(separator: "/").last.map(String.init) ?? path)
        let begun = try await client.call(parts("create", path, ["path": name, "num_parts": .integer(count)]))
        let id = try begun.required("upload_id")
        do {
            var sent: [JSONValue] = []
            for credential in try begun.list("credentials", { $0 }) {
                let number = credential.integer("part_number") ?? Int64(sent.count + 1)
                let range = (number - 1) * partSize..<min(number * partSize, size)
                guard !range.isEmpty else { break }
                let place = try SignedPlace(credential, url: "url")
                let connection = client.connection
                let tag = try await connection.retrying { () async throws(MLflowError) in
                    let pieces = file.pieces(range) { report(range.lowerBound + $0) }
                    return try await place.put(.stream(pieces, length: .known(Int64(range.count))), over: connection)
                }
                sent.append(["part_number": .integer(number), "etag": .string(tag), "url": .string(place.url)])
            }
            _ = try await client.call(parts("complete", path, ["path": name, "upload_id": .string(id), "parts": .array(sent)]))
        } catch {
            // Else the store would keep, and charge for, what nobody sees.
            _ = try? await client.call(parts("abort", path, ["path": name, "upload_id": .string(id)]))
            throw error
        }
    }

    /// The route names the folder, the body the file.
    private func parts(_ step: String, _ path: String, _ body: JSONObject) -> MLflowRequest {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        var request = MLflowRequest(.POST, path: proxyPath(folder, "mpu/\(step)"), operation: "artifacts/upload")
        request.body = JSONValue.object(body).bytes()
        return request
    }
}

/// An address at which a store takes or gives one file, signed by the server; our own credentials are nothing to it.
struct SignedPlace: Sendable {
    let url: String
    let headers: HTTPHeaders
    let size: Int64?

    init(_ fields: AnswerFields, url key: String) throws(MLflowError) {
        url = try fields.required(key)
        var headers = HTTPHeaders()
        // A list of pairs or an object, by version.
        for (name, value) in fields.map("headers") where fields.json["headers"]?.object != nil { headers.add(name: name, value: value) }
        for pair in fields.json["headers"]?.array ?? [] {
            if let name = (pair["name"] ?? pair["key"])?.string { headers.add(name: name, value: pair["value"]?.string ?? "") }
        }
        self.headers = headers
        size = fields.integer("file_size")
    }

    /// - Returns: What the store calls it by.
    func put(_ body: HTTPClientRequest.Body, over connection: MLflowConnection) async throws(MLflowError) -> String {
        var message = HTTPClientRequest(url: url)
        message.method = .PUT
        message.headers = headers
        message.body = body
        return try await connection.execute(message, of: "artifacts/upload") { $0.headers.first(name: "ETag") ?? "" }
    }
}

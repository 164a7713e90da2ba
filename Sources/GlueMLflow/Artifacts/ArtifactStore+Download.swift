import AsyncHTTPClient
import Foundation
import GlueJSON
import GlueJournal
import NIOCore
import NIOHTTP1

extension ArtifactStore {
    /// Downloads a file.
    ///
    /// It is written beside its place and moved there when it is whole: what is there is whole.
    ///
    /// - Parameters:
    ///   - file: Where it goes on this machine; folders on the way are made.
    ///   - progress: Called as bytes come, from any thread; from zero again where an attempt is made anew.
    public func download(
        _ path: String,
        to file: String,
        progress: @escaping @Sendable (ArtifactProgress) -> Void = { _ in }
    ) async throws(MLflowError) {
        try ArtifactPath.check(path)
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        do {
            if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        } catch {
            throw MLflowError(.file, "the folder \(folder) cannot be made: \(error.localizedDescription)")
        }
        let part = "\(file).\(getpid()).part"
        do throws(MLflowError) {
            try await client.connection.retrying { () async throws(MLflowError) in
                try await get(path) { response in
                    try await Self.write(response, to: part) { bytes, total in
                        progress(ArtifactProgress(path: path, bytes: bytes, total: total))
                    }
                }
            }
            guard rename(part, file) == 0 else { throw MLflowError(.file, FileProblem(file).description) }
        } catch {
            unlink(part)
            throw error
        }
    }

    /// Downloads a folder with all that is in it.
    ///
    /// - Parameter folder: Nil for the root.
    /// - Returns: Where the files are.
    @discardableResult
    public func download(
        folder: String? = nil,
        to target: String,
        progress: @escaping @Sendable (ArtifactProgress) -> Void = { _ in }
    ) async throws(MLflowError) -> [String] {
        var places: [String] = []
        for file in try await files(in: folder) {
            let name = folder.map { String(file.path.dropFirst($0.count + 1)) } ?? file.path
            places.append("\(target)/\(name)")
            try await download(file.path, to: "\(target)/\(name)", progress: progress)
        }
        return places
    }

    /// The bytes of a file.
    ///
    /// - Parameter limit: How many at most.
    /// - Throws: ``MLflowError/Kind/unexpectedAnswer`` where there are more.
    public func contents(of path: String, limit: Int = 64 << 20) async throws(MLflowError) -> [UInt8] {
        try ArtifactPath.check(path)
        return try await client.connection.retrying { () async throws(MLflowError) in
            try await get(path) { response in Array(try await response.body.collect(upTo: limit).readableBytesView) }
        }
    }

    /// One attempt.
    private func get<Value>(_ path: String, _ read: (HTTPClientResponse) async throws -> Value) async throws(MLflowError) -> Value {
        let connection = client.connection
        guard case .signed = route, case .run(let run) = owner else {
            return try await connection.execute(
                MLflowRequest(.GET, path: proxyPath(path), operation: "artifacts/download"),
                body: nil,
                read
            )
        }
        let body: JSONObject = ["run_id": .string(run), "path": .string(path)]
        let place = try SignedPlace(await client.call(.post("artifacts/presigned-download-url", body)), url: "presigned_url")
        var message = HTTPClientRequest(url: place.url)
        message.headers = place.headers
        return try await connection.execute(message, of: "artifacts/download", read)
    }

    private static func write(
        _ response: HTTPClientResponse,
        to path: String,
        _ report: (_ bytes: Int64, _ total: Int64?) -> Void
    ) async throws {
        let total = response.headers.first(name: "content-length").flatMap { Int64($0) }
        let file = try await LocalFile.writing(path)
        var done: Int64 = 0
        var checksum: UInt32 = 0
        for try await piece in response.body {
            try await file.write(piece)
            done += Int64(piece.readableBytes)
            checksum = piece.withUnsafeReadableBytes { CRC32C.checksum($0, continuing: checksum) }
            report(done, total)
        }
        let expected = Self.checksum(in: response.headers)
        guard expected == nil || expected == checksum else {
            throw MLflowError(.connection, "what arrived is not what is stored: its checksum is wrong", operation: "artifacts/download")
        }
    }

    /// The CRC32C of the whole that a store says; nil where it says none.
    ///
    /// Source: Amazon S3, `x-amz-checksum-crc32c`; Google Cloud Storage, `x-goog-hash: crc32c=`; both the big-endian number in base64.
    private static func checksum(in headers: HTTPHeaders) -> UInt32? {
        // Of a file in parts S3 says a checksum of checksums, with the number of parts behind it.
        let google = headers[canonicalForm: "x-goog-hash"].first { $0.hasPrefix("crc32c=") }.map { String($0.dropFirst(7)) }
        guard let text = headers.first(name: "x-amz-checksum-crc32c") ?? google, let bytes = Data(base64Encoded: text), bytes.count == 4
        else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

import AsyncHTTPClient
import Foundation
import GlueMLflow
import GlueTestSupport
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// Against moto, an S3 that MLflow's own tests run against.
@Suite("Artifacts in a store of objects", .needs(.mlflow))
struct SignedArtifactTests {
    private static let moto = """
        import sys
        from moto.server import main
        main(["-H", "127.0.0.1", "-p", sys.argv[1]])
        """

    private static func serving(_ body: @Sendable (MLflowClient) async throws -> Void) async throws {
        try await Server.running({ try Program.python(.mlflow, script: moto, [String($0)]) }, readyWhen: "/moto-api/") { store in
            var bucket = HTTPClientRequest(url: store.baseURL + "/bucket")
            bucket.method = .PUT
            #expect(try await HTTPClient.shared.execute(bucket, timeout: .seconds(30)).status == .ok)
            let environment = [
                "_MLFLOW_SERVER_ARTIFACT_DESTINATION": "s3://bucket/proxied", "MLFLOW_S3_ENDPOINT_URL": store.baseURL,
                "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
            ]
            try await TemporaryFolder.with { folder in
                try await Server.mlflow(in: folder, environment: environment) { server in
                    try await body(try MLflowClient.at(server.baseURL))
                }
            }
        }
    }

    @Test("A large file goes up in parts, straight to the store, and comes back as it was", .timeLimit(.minutes(3)))
    func parts() async throws {
        try await Self.serving { client in
            #expect(try await client.serverInfo().hasMultipartUploads)
            let run = try await client.createRun(in: try await client.experiment())
            var artifacts = try client.artifacts(of: run.info)
            artifacts.multipartThreshold = 1 << 20
            artifacts.partSize = 5 << 20
            let store = artifacts
            try await TemporaryFolder.with { folder in
                var random = SplitMix(seed: 21)
                let bytes = (0..<(12 << 20)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                try folder.write(bytes, to: "big.bin")
                try folder.write(Array("small".utf8), to: "small.txt")
                let last = Mutex<Int64>(0)
                try await store.upload(
                    folder.path("big.bin"),
                    to: "data/deep",
                    progress: { progress in last.withLock { $0 = progress.bytes } }
                )
                try await store.upload(folder.path("small.txt"))
                #expect(last.withLock { $0 } == 12 << 20)
                #expect(try await store.files().map(\.path) == ["data/deep/big.bin", "small.txt"])
                try await store.download("data/deep/big.bin", to: folder.path("back.bin"))
                #expect(try folder.bytes(of: "back.bin") == bytes)
            }
        }
    }

    @Test("Where the server serves no files, they go by addresses that it signs", .timeLimit(.minutes(3)))
    func signed() async throws {
        try await Self.serving { client in
            let experiment = try await client.createExperiment("direct", artifactLocation: "s3://bucket/direct")
            let run = try await client.createRun(in: experiment)
            #expect(run.info.artifactURI.hasPrefix("s3://bucket/direct"))
            let artifacts = try client.artifacts(of: run.info)
            try await artifacts.upload(text: "antwort", as: "outputs/answer.txt")
            #expect(try await artifacts.files().map(\.path) == ["outputs/answer.txt"])
            #expect(try await artifacts.contents(of: "outputs/answer.txt") == Array("antwort".utf8))
        }
    }
}

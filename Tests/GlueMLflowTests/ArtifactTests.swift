import Foundation
import GlueMLflow
import GlueTestSupport
import Synchronization
import Testing

@Suite("Artifacts", .needs(.mlflow), .mlflowServer)
struct ArtifactTests {
    @Test("Files and folders go up and come down as they are, with progress")
    func files() async throws {
        let client = try MLflowClient.current()
        let run = try await client.createRun(in: try await client.experiment())
        let artifacts = try client.artifacts(of: run.info)
        try await TemporaryFolder.with { folder in
            var random = SplitMix(seed: 7)
            let big = (0..<3_000_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            try folder.write(big, to: "big.bin")
            try folder.write([], to: "empty.txt")
            let seen = Mutex<[ArtifactProgress]>([])
            #expect(
                try await artifacts.upload(
                    folder.path("big.bin"),
                    to: "data",
                    progress: { progress in seen.withLock { $0.append(progress) } }
                ) == "data/big.bin"
            )
            try await artifacts.upload(folder.path("empty.txt"))
            try await artifacts.upload(text: "hi", as: "d x/é ?%+&.txt")
            let steps = seen.withLock { $0 }
            #expect(steps.count > 2 && steps.last?.bytes == 3_000_000 && steps.allSatisfy { $0.total == 3_000_000 })

            #expect(try await artifacts.list().map(\.path) == ["d x", "data", "empty.txt"])
            #expect(try await artifacts.list("data") == artifacts.files(in: "data"))
            #expect(try await artifacts.list("data").first?.size == 3_000_000)
            #expect(try await artifacts.list("empty.txt").isEmpty)
            #expect(try await artifacts.files().map(\.path) == ["d x/é ?%+&.txt", "data/big.bin", "empty.txt"])
            #expect(try await artifacts.contents(of: "d x/é ?%+&.txt") == Array("hi".utf8))

            let places = try await artifacts.download(to: folder.path("down"))
            #expect(places.count == 3)
            #expect(try folder.bytes(of: "down/data/big.bin") == big)
            #expect(try folder.bytes(of: "down/empty.txt").isEmpty)
            #expect(try folder.names(in: "down").allSatisfy { !$0.hasSuffix(".part") })
            try await artifacts.upload(folder: folder.path("down"), to: "again")
            #expect(
                try await artifacts.files(in: "again").map(\.path) == ["again/d x/é ?%+&.txt", "again/data/big.bin", "again/empty.txt"]
            )
            try await artifacts.delete("data/big.bin")
            let gone = await failure { () async throws(MLflowError) in try await artifacts.contents(of: "data/big.bin") }
            #expect(gone?.kind == .doesNotExist)
            let missing = await failure { () async throws(MLflowError) in try await artifacts.download("nope", to: folder.path("nope")) }
            #expect(missing?.kind == .doesNotExist)
            #expect(!FileManager.default.fileExists(atPath: folder.path("nope")))
            let long = await failure { () async throws(MLflowError) in try await artifacts.contents(of: "again/data/big.bin", limit: 1000) }
            #expect(long?.kind == .unexpectedAnswer)
        }
    }

    @Test("The files at an address alone")
    func address() async throws {
        let client = try MLflowClient.current()
        let run = try await client.createRun(in: try await client.experiment())
        try await client.artifacts(of: run.info).upload(text: "x", as: "a/b/c.txt")
        let artifacts = try client.artifacts(at: run.info.artifactURI)
        #expect(try await artifacts.list().map(\.path) == ["a"])
        #expect(try await artifacts.files().map(\.path) == ["a/b/c.txt"])
        #expect(try await artifacts.contents(of: "a/b/c.txt") == Array("x".utf8))
    }

    @Test("The files of a logged model")
    func model() async throws {
        let client = try MLflowClient.current()
        let model = try await client.createLoggedModel(in: try await client.experiment(), name: "agent")
        let artifacts = try client.artifacts(of: model)
        try await artifacts.upload(text: "flavors: {}", as: "MLmodel")
        try await artifacts.upload(text: "x", as: "code/agent.swift")
        #expect(try await artifacts.files().map(\.path) == ["MLmodel", "code/agent.swift"])
        #expect(try await artifacts.contents(of: "MLmodel") == Array("flavors: {}".utf8))
    }

    @Test("Paths that lead elsewhere, files that are none and stores that are not served are errors that say so")
    func wrong() async throws {
        let client = try MLflowClient.current()
        let run = try await client.createRun(in: try await client.experiment())
        let artifacts = try client.artifacts(of: run.info)
        for path in ["../x", "/etc/passwd", "a/../../b", "a//b", "", "a\\b", ".", "a#b", "a%41b", "c:/x", "a\nb"] {
            let error = await failure { () async throws(MLflowError) in try await artifacts.upload(text: "x", as: path) }
            #expect(error?.kind == .unstorable, "\(path)")
        }
        let folder = await failure { () async throws(MLflowError) in try await artifacts.upload("/tmp") }
        #expect(folder?.kind == .file)
        let missing = await failure { () async throws(MLflowError) in try await artifacts.upload("/nonexistent/file") }
        #expect(missing?.kind == .file && missing?.description.contains("No such file") == true)
        var info = run.info
        info.artifactURI = "file:///somewhere"
        let local = #expect(throws: MLflowError.self) { try client.artifacts(of: info) }
        #expect(local?.kind == .unsupported && local?.description.contains("--serve-artifacts") == true)
        // The local store of this server signs nothing.
        info.artifactURI = "s3://bucket/x"
        let signed = try client.artifacts(of: info)
        let refused = await failure { () async throws(MLflowError) in try await signed.upload(text: "x", as: "y") }
        #expect(refused?.kind == .invalidRequest)
    }
}

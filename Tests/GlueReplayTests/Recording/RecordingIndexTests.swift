import Foundation
import GlueEncoding
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueReplay

@Suite("Index of a recording")
struct RecordingIndexTests {
    /// Several recordings as one file, each trace in two requests that lie apart.
    private static func requests() throws -> [TelemetryFile] {
        let names = ["pydantic-ai-tools", "litellm-tools", "langchain-tools", "traceloop-openai-stream"]
        let files = try names.map { try TelemetryFile(bytes: try Fixtures.bytes("samples/\($0).pb")) }
        var first: [TelemetryFile] = []
        var second: [TelemetryFile] = []
        for file in files {
            let lines = file.traces.recordingLines()
            let half = (lines.count + 1) / 2
            first.append(try TelemetryFile(bytes: Array(lines[..<half].joined())))
            if half < lines.count { second.append(try TelemetryFile(bytes: Array(lines[half...].joined()))) }
        }
        return first + second
    }

    private static func bytes(_ form: RecordingIndex.Form) throws -> [UInt8] {
        let requests = try requests()
        switch form {
        case .jsonLines: return requests.flatMap { $0.bytes(.init(.jsonLines)) }
        case .message: return requests.flatMap { $0.bytes(.init(.protobuf)) }
        case .delimited:
            return requests.flatMap { request -> [UInt8] in
                let bytes = request.bytes(.init(.protobuf))
                var length = bytes.count
                var head: [UInt8] = []
                repeat {
                    head.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
                    length >>= 7
                } while length > 0
                return head + bytes
            }
        }
    }

    @Test(
        "What is found request by request is what the whole file holds",
        arguments: [RecordingIndex.Form.jsonLines, .message, .delimited]
    )
    func found(form: RecordingIndex.Form) async throws {
        try await TemporaryFolder.with { folder in
            let bytes = try Self.bytes(form)
            try folder.write(bytes, to: "all")
            let index = try RecordingIndex(path: folder.path("all"))
            #expect(index.form == form)
            #expect(index.count > 4)
            var found: [Exchange] = []
            try index.forEachTrace { found += $0.exchanges }
            let whole = try Recording(try TelemetryFile(bytes: bytes)).exchanges
            #expect(found.count == whole.count)
            #expect(found.map(\.index) == Array(0..<found.count))
            func content(_ exchanges: [Exchange]) -> Set<JSONValue> {
                Set(exchanges.map { ["input": $0.input.inputJSON, "output": $0.output.outputJSON] })
            }
            #expect(content(found) == content(whole))
        }
    }

    @Test("What is no recording is told as what it is")
    func refused() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write([UInt8](), to: "empty")
            try folder.write(Gzip.compress([1, 2, 3]), to: "zipped")
            try folder.write([UInt8]("hello, this is no telemetry".utf8), to: "foreign")
            #expect(throws: RecordingIndexError.empty(path: folder.path("empty"))) { try RecordingIndex(path: folder.path("empty")) }
            #expect(throws: RecordingIndexError.compressed(path: folder.path("zipped"))) { try RecordingIndex(path: folder.path("zipped")) }
            #expect(throws: RecordingIndexError.foreign(path: folder.path("foreign"))) { try RecordingIndex(path: folder.path("foreign")) }
            #expect(throws: RecordingIndexError.self) { try RecordingIndex(path: folder.path("none")) }
            var cut = try Self.bytes(.jsonLines)
            cut.removeLast(40)
            try folder.write(cut, to: "cut")
            let index = try RecordingIndex(path: folder.path("cut"))
            #expect(throws: RecordingIndexError.self) { try index.request(index.count - 1) }
            #expect(throws: Never.self) { try index.request(0) }
        }
    }
}

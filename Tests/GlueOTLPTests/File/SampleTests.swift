import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("Traces that other tools made")
struct SampleTests {
    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path("samples"))) ?? []
        return files.filter { $0.hasSuffix(".pb") }.map { String($0.dropLast(3)) }.sorted()
    }()

    @Test("The samples are there")
    func present() { #expect(Self.names.count >= 24) }

    @Test("Protobuf and JSON of a sample hold the same", arguments: names)
    func agree(name: String) throws {
        let protobuf = try TelemetryFile(bytes: Fixtures.bytes("samples/\(name).pb"))
        let json = try TelemetryFile(bytes: Fixtures.bytes("samples/\(name).jsonl"))
        #expect(!protobuf.isEmpty)
        #expect(protobuf == json)
        #expect(protobuf.logs.records.isEmpty != name.hasSuffix(".logs"))
        #expect(protobuf.traces.spans.isEmpty == name.hasSuffix(".logs"))
    }

    @Test("A sample survives every form that we write", arguments: names)
    func rewritten(name: String) throws {
        let file = try TelemetryFile(bytes: Fixtures.bytes("samples/\(name).pb"))
        for encoding in [TelemetryFile.Format.Encoding.protobuf, .jsonLines] {
            for isGzipped in [false, true] {
                #expect(try TelemetryFile(bytes: file.bytes(.init(encoding, isGzipped: isGzipped))) == file)
            }
        }
    }
}

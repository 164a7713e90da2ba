import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueReplay

/// Further traces that other tools made against a server of known answers: the Responses API, Anthropic's messages, images,
/// several choices, older formats, records that name no span.
///
/// Beside each stands what its reading was when that had been held against what went over the wire.
@Suite("Further traces of other tools")
struct OtherToolsTests {
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("traces"))
                .filter { $0.hasSuffix(".exchanges.jsonl") }.map { String($0.dropLast(".exchanges.jsonl".count)) }.sorted()
        }
    }

    @Test("What is read is what went over the wire, as far as it was recorded")
    func read() throws {
        let names = try Self.names
        #expect(names.count >= 25)
        for name in names {
            var file = try TelemetryFile(bytes: try Fixtures.bytes("traces/\(name).jsonl"))
            if let logs = try? Fixtures.bytes("traces/\(name).logs.jsonl") { file.append(try TelemetryFile(bytes: logs)) }
            let read = try Recording(file).exchanges.map(\.json)
            let known = try Fixtures.text("traces/\(name).exchanges.jsonl").split(separator: "\n").map {
                try JSONValue(parsing: String($0))
            }
            #expect(read == known, "\(name)")
        }
    }
}

import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("glue load")
struct LoadTests {
    @Test("The collector has every span whose id was written down, and the ledger says so", .timeLimit(.minutes(2)))
    func allArrive() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackServer.running({ _ in .bytes([]) }) { server, url in
                let base = url.replacing("/v1", with: "")
                let arguments = ["load", "--otlp", base, "--spans", "3000", "--ids", folder.path("ids"), "--seed", "7", "--rate", "20000"]
                let outcome = try await Program.glue(arguments).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let report = try JSONValue(parsing: outcome.output)
                #expect(report["ended"] == 3000 && report["acknowledged"] == 3000 && report["queued"] == 0)
                #expect(report["dropped"] == [:])
                #expect(report["destinations"]?["\(base)/v1/traces"]?["acknowledged"] == 3000)
                let written = try Self.ids(in: folder)
                #expect(written.count == 3000)
                let spans = try Self.spans(server.received)
                #expect(Set(spans.map { "\($0.traceID) \($0.spanID)" }) == Set(written))
                #expect(spans.count == 3000)
                #expect(Set(spans.map(\.attributes.count)) == [10] && Set(spans.map(\.events.count)) == [1])
            }
        }
    }

    @Test("A collector that refuses the spans makes it fail, with the reason counted")
    func refused() async throws {
        try await LoopbackServer.running({ _ in .bytes([], status: 403) }) { _, url in
            let outcome = try await Program.glue(["load", "--otlp", url.replacing("/v1", with: ""), "--spans", "10"]).run()
            #expect(outcome.exitCode == 1)
            let report = try JSONValue(parsing: outcome.output)
            #expect(report["dropped"] == ["refused": 10])
            #expect(report["ended"] == 10 && report["acknowledged"] == 0)
        }
    }

    @Test("Interrupted, it sends what there is", .timeLimit(.minutes(2)))
    func interrupted() async throws {
        try await LoopbackServer.running({ _ in .bytes([]) }) { server, url in
            let program = Program.glue(["load", "--otlp", url.replacing("/v1", with: ""), "--seconds", "100", "--rate", "5000"])
            let outcome = try await program.run(interruptingWhen: { !server.received.isEmpty })
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            let report = try JSONValue(parsing: outcome.output)
            #expect(report["ended"]?.integer == Int64(try Self.spans(server.received).count))
            #expect(report["ended"] == report["acknowledged"])
        }
    }

    @Test(
        "Killed, it leaves all that ended for the next run, and the spans that were open as interrupted",
        .timeLimit(.minutes(2))
    )
    func killed() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackServer.running({ _ in .bytes([]) }) { server, url in
                let base = ["load", "--otlp", url.replacing("/v1", with: ""), "--journal", folder.path("journal")]
                let program = Program.glue(
                    base + ["--seconds", "100", "--rate", "20000", "--open", "3", "--ids", folder.path("ids")]
                )
                let killed = try await program.run(killingWhen: { server.received.count > 5 })
                #expect(killed.exitCode == 128 + 9)
                let next = try await Program.glue(base + ["--spans", "0"]).run()
                // One span may have been on its way into the journal: it had not ended, is told as damaged, and comes as interrupted.
                let isTorn = next.error.contains("dropped=damaged=1 ")
                #expect(next.exitCode == (isTorn ? 1 : 0), "\(next.error)")

                let spans = try Self.spans(server.received)
                let interrupted = spans.filter { $0.attributes["error.type"] == "interrupted" }
                let ended = Set(spans.filter { $0.attributes["error.type"] == nil }.map { "\($0.traceID) \($0.spanID)" })
                let written = try Self.ids(in: folder)
                #expect(written.count > 100)
                #expect(written.allSatisfy(ended.contains))
                // Spans that were just being made may be among them.
                let whole = interrupted.filter { $0.attributes.count == 11 && $0.events.count == 1 }
                #expect(whole.count >= 3)
                #expect(interrupted.count >= (isTorn ? 4 : 3))
                #expect(interrupted.allSatisfy { $0.endTimeUnixNano >= $0.startTimeUnixNano && $0.status?.code == .error })
            }
        }
    }

    @Test("Without a number of spans it says what is missing", arguments: [[], ["--spans", "-1"], ["--spans", "1", "--rate", "0"]])
    func usage(arguments: [String]) async throws {
        let outcome = try await Program.glue(["load", "--otlp", "http://127.0.0.1:1"] + arguments).run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
    }

    private static func ids(in folder: TemporaryFolder) throws -> [String] {
        // A kill may cut the last line.
        String(decoding: try folder.bytes(of: "ids"), as: UTF8.self).split(separator: "\n").map(String.init).filter { $0.count == 49 }
    }

    private static func spans(_ requests: [LoopbackServer.Received]) throws -> [OTLP.Span] {
        try requests.flatMap { request in
            #expect(request.path == "/v1/traces")
            return try OTLP.Traces(protobuf: Gzip.decompress(request.bytes, limit: 64 << 20)).spans
        }
    }
}

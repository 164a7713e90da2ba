import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("glue scope")
struct ScopeTests {
    private static let session = Repository.path("Sources/glue/Demo/Session/session.jsonl")

    @Test("What goes in comes out: import, export, and the database as a SOURCE of other commands")
    func inAndOut() async throws {
        try await TemporaryFolder.with { folder in
            let db = folder.path("scope.db")
            let taken = try await Program.glue(["scope", "import", Self.session, Self.session, "--db", db]).run()
            #expect(taken.exitCode == 0, "\(taken.error)")
            #expect(taken.text.contains("10 spans") && taken.text.contains("10 of them were there already"))
            let given = try await Program.glue(["scope", "export", db, "--out", folder.path("out.jsonl.gz")]).run()
            #expect(given.exitCode == 0, "\(given.error)")
            let before = try await Program.glue(["exchanges", Self.session]).run()
            let spans = try TelemetryFile(bytes: try folder.bytes(of: "out.jsonl.gz")).traces.spans
            let id = try #require(spans.first?.traceID)
            for source in [db, "\(db)#\(id)", folder.path("out.jsonl.gz")] {
                let after = try await Program.glue(["exchanges", source]).run()
                #expect(after.exitCode == 0, "\(after.error)")
                #expect(after.text == before.text, "\(source)")
                let replay = try await Program.glue(["replay", source]).run()
                #expect(replay.exitCode == 0, "\(replay.text) \(replay.error)")
            }
            #expect(try await Program.glue(["trace", "show", "\(db)#\(String(repeating: "0", count: 31))1"]).run().exitCode == 1)
            let some = try await Program.glue(["scope", "export", db, "--out", folder.path("some.jsonl"), "--query", "tool:none"]).run()
            #expect(some.text.contains("0 spans"))
        }
    }

    @Test("A running scope: replayed by its pages' address, and the replay opens beside its recording")
    func served() async throws {
        try await TemporaryFolder.with { folder in
            let db = folder.path("scope.db")
            try await Server.running({ Program.glue(["scope", "--db", db, "--port", "\($0)"]) }, readyWhen: "/healthz") { server in
                let replay = try await Program.glue([
                    "replay", Self.session, "--scope", server.baseURL, "--report", folder.path("report.json"),
                ]).run()
                #expect(replay.exitCode == 0, "\(replay.error)")
                let report = try JSONValue(parsing: try folder.bytes(of: "report.json"))
                let link = try #require(report["compare_url"]?.string)
                #expect(replay.text.contains(link))
                #expect(link.hasPrefix("\(server.baseURL)/compare?a="))
                let page = try await server.get(String(link.dropFirst(server.baseURL.count)))
                #expect(page.status == 200)
                #expect(String(decoding: page.body, as: UTF8.self).contains("execute_tool distance"))
                let id = try #require(
                    try TelemetryFile(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.session)))).traces.spans.first?.traceID
                )
                for source in ["\(server.baseURL)/traces/\(id)", "\(server.baseURL)/api/traces/\(id)"] {
                    let again = try await Program.glue(["replay", source]).run()
                    #expect(again.exitCode == 0, "\(again.error)")
                }
                let named = try await Program.glue(["trace", "show", "scope:\(id)"], environment: ["GLUE_SCOPE_URL": server.baseURL]).run()
                #expect(named.text.contains("invoke_agent planner"))
                let unknown = try await Program.glue(["trace", "show", "\(server.baseURL)/traces/\(String(repeating: "0", count: 31))1"])
                    .run()
                #expect(unknown.exitCode == 4)
                // Meanwhile the file is read, and not written by another.
                #expect(try await Program.glue(["exchanges", db]).run().exitCode == 0)
                let second = try await Program.glue(["scope", "--db", db, "--port", "0"]).run()
                #expect(second.exitCode == 2)
                #expect(second.error.contains("another process writes"))
            }
        }
    }

    @Test("Wrong usage is told with the way out")
    func usage() async throws {
        try await TemporaryFolder.with { folder in
            let db = folder.path("scope.db")
            let open = try await Program.glue(["scope", "--host", "0.0.0.0", "--db", db], environment: ["GLUE_SCOPE_TOKEN": ""]).run()
            #expect(open.exitCode == 2)
            #expect(open.error.contains("--token"))
            #expect(try await Program.glue(["scope", "--port", "99999", "--db", db]).run().exitCode == 2)
            let foreign = try await Program.glue(["scope", "--db", Self.session]).run()
            #expect(foreign.exitCode == 3)
            #expect(foreign.error.contains("no database of glue scope"))
            #expect(try await Program.glue(["scope", "export", Self.session, "--out", folder.path("x.jsonl")]).run().exitCode == 3)
            #expect(try await Program.glue(["scope", "export", db, "--out", "x.txt"]).run().exitCode == 2)
            try await Server.running({ Program.glue(["scope", "--db", db, "--port", "\($0)"]) }, readyWhen: "/healthz") { server in
                let taken = try await Program.glue(["scope", "--db", folder.path("other.db"), "--port", "\(server.port)"]).run()
                #expect(taken.exitCode == 4)
            }
        }
    }
}

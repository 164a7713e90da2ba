import Foundation
import GRDB
import GlueJSON
import GlueOTLP
import GlueTestSupport
import NIOHTTP1
import Synchronization
import Testing

@testable import GlueScope

@Suite("A scope that is killed, or whose disk is full", .serialized)
struct KillTests {
    @Test("Thirty kills under load: what was acknowledged is there", .timeLimit(.minutes(5)))
    func kills() async throws {
        let rounds = Full.isOn ? 30 : 5
        try await TemporaryFolder.with { folder async throws in
            let path = folder.path("scope.db")
            let acknowledged = Acknowledged()
            for round in 0..<rounds {
                let port = try await Server.freePort()
                let server = Server(port: port)
                let moment = ContinuousClock.now + .milliseconds(900 + 170 * (round % 7))
                let program = Program.glue(["scope", "--db", path, "--port", "\(port)"])
                let senders = Task {
                    await withTaskGroup(of: Void.self) { group in
                        for sender in UInt64(0)..<3 {
                            group.addTask {
                                var number = UInt64(round) * 1_000_000 + sender * 100_000
                                while !Task.isCancelled {
                                    let first = number
                                    let spans = (0..<50).map {
                                        Make.span(first + $0 + 1, Make.call("m") + Make.said("word\(first + $0 + 1)", "yes"))
                                    }
                                    guard let answer = try? await ReceiverTests.send(server, "/v1/traces", Make.traces(spans).protobuf())
                                    else {
                                        try? await Task.sleep(for: .milliseconds(20))
                                        continue
                                    }
                                    if answer.status == 200 { acknowledged.add(first + 1..<first + 51) }
                                    number += 50
                                }
                            }
                        }
                    }
                }
                let outcome = try await program.run(killingWhen: { ContinuousClock.now > moment })
                #expect(outcome.exitCode == 137)
                senders.cancel()
                await senders.value
            }
            let all = acknowledged.all
            #expect(all.count > rounds * 50)
            let store = try ScopeStore(path: path)
            #expect(try await store.figures().spans >= all.count)
            let there = try await store.read { database in
                try Part.all(in: database).reduce(into: Set<UInt64>()) { ids, part in
                    let low = try Int64.fetchAll(database, sql: "SELECT low FROM trace_\(part.id)")
                    ids.formUnion(low.map { UInt64(bitPattern: $0) })
                }
            }
            #expect(all.subtracting(there).isEmpty)
            // And it can be searched, and is whole.
            for number in all.shuffled().prefix(20) {
                #expect(try await store.found("word\(number)") == [number])
                #expect(try await store.trace(Make.trace(number))?.traces.spans.count == 1)
            }
            #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        }
    }

    private final class Acknowledged: Sendable {
        private let state = Mutex(Set<UInt64>())

        var all: Set<UInt64> { state.withLock { $0 } }

        func add(_ numbers: Range<UInt64>) { state.withLock { $0.formUnion(numbers) } }
    }

    /// The system stops a file from growing, as a full disk would.
    @Test(
        "A full disk: senders are told to keep what they have, the page says why, and all comes once there is room",
        .timeLimit(.minutes(3))
    )
    func fullDisk() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.path("scope.db")
            let glue = Program.glue([]).path
            // In blocks of 1024 bytes; the signal that would end the process is ignored, so that writing fails instead.
            let limited = ["-c", #"trap "" XFSZ; ulimit -f 1500; exec "$0" "$@""#, glue, "scope", "--db", path, "--port"]
            let refused: [[UInt8]] = try await Server.running(
                { Program("/bin/bash", limited + ["\($0)"]) },
                readyWhen: "/healthz"
            ) { server async throws in
                var refused: [[UInt8]] = []
                for round in UInt64(0)..<40 {
                    let spans = (0..<100).map { Make.span(round * 100 + $0 + 1, [.init("noise", .string(Self.noise(800)))]) }
                    let body = Make.traces(spans).protobuf()
                    let answer = try await ReceiverTests.send(server, "/v1/traces", body)
                    if answer.status == 503 {
                        #expect(answer.headers.first(name: "retry-after") == "5")
                        refused.append(body)
                    } else {
                        #expect(answer.status == 200)
                    }
                }
                #expect(refused.count > 3)
                #expect(refused.count < 38)
                let page = String(decoding: try await server.get("/").body, as: UTF8.self)
                #expect(page.contains("Nothing more is stored."))
                let health = try await server.get("/healthz")
                #expect(health.status == 503)
                #expect(try health.json["status"] == "unwritable")
                return refused
            }
            try await Server.running({ Program.glue(["scope", "--db", path, "--port", "\($0)"]) }, readyWhen: "/healthz") {
                server async throws in
                for body in refused { #expect(try await ReceiverTests.send(server, "/v1/traces", body).status == 200) }
                #expect(try await server.get("/api/stats").json["spans"] == 4000)
                #expect(!String(decoding: try await server.get("/").body, as: UTF8.self).contains("Nothing more is stored."))
            }
        }
    }

    private static func noise(_ count: Int) -> String {
        String((0..<count).map { _ in Character(UnicodeScalar(UInt8.random(in: 33...126))) })
    }
}

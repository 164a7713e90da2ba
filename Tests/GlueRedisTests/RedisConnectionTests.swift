import GlueLLM
import GlueTestSupport
import Testing

@testable import GlueRedis

@Suite("Connections to Redis", .needsRedis, .timeLimit(.minutes(3)))
struct RedisConnectionTests {
    @Test("A thousand commands at once get an answer each, and their own")
    func concurrent() async throws {
        try await RedisServer.running { server in
            let connection = try RedisConnection(url: server.url)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        let reply = try await connection.run(.plain(["ECHO", "\(number) \u{0} é"]))
                        #expect(reply == .text("\(number) \u{0} é"))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Every kind of answer is read, and an error is told as one")
    func replies() async throws {
        try await RedisServer.running { server in
            let connection = try RedisConnection(url: server.url)
            let script = RedisScript(source: "return {1, 'two', {3, false}, ARGV[1]}")
            let all = RedisReply.array([.integer(1), .text("two"), .array([.integer(3), .null]), .text("")])
            #expect(try await connection.run(.script(script, keys: [], arguments: [""])) == all)
            await #expect(throws: RedisFailure.refused("ERR no")) {
                try await connection.run(.script(RedisScript(source: "return redis.error_reply('ERR no')"), keys: [], arguments: []))
            }
            // One that does not compile is an error each time, and leaves the connection in use.
            for _ in 1...2 {
                await #expect(throws: RedisFailure.self) {
                    try await connection.run(.script(RedisScript(source: "no lua"), keys: [], arguments: []))
                }
            }
            #expect(try await connection.run(.plain(["PING"])) == .text("PONG"))
        }
    }

    @Test("Passwords, databases and sockets are used")
    func login() async throws {
        try await RedisServer.running(password: "hush") { server in
            let connection = try RedisConnection(url: server.url + "/3")
            _ = try await connection.run(.plain(["SET", "a", "1"]))
            let socket = try RedisConnection(url: "unix://:hush@\(server.socket)?db=3")
            #expect(try await socket.run(.plain(["GET", "a"])) == .text("1"))
            #expect(try await server.run("-n", "3", "GET", "a") == "1")
            let stranger = try RedisConnection(url: "redis://:wrong@127.0.0.1:\(server.port)")
            let error = await #expect(throws: RedisFailure.self) { try await stranger.run(.plain(["PING"])) }
            guard case .unavailable(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("refuses the login"))
            #expect(!reason.contains("wrong"))
        }
    }

    @Test("A Redis that forgot its scripts is given them again")
    func forgotten() async throws {
        try await RedisServer.running { server in
            let connection = try RedisConnection(url: server.url)
            let script = RedisScript(source: "return tonumber(ARGV[1]) + 1")
            for number in 1...3 {
                let reply = try await connection.run(.script(script, keys: [], arguments: [String(number)]))
                #expect(reply == .integer(Int64(number + 1)))
                #expect(try await server.run("SCRIPT", "FLUSH") == "OK")
            }
        }
    }

    @Test("A Redis that was restarted is used again, without a command failing")
    func restarted() async throws {
        let port = try await Server.freePort()
        let connection = RedisConnection(try RedisAddress("redis://127.0.0.1:\(port)"))
        let script = RedisScript(source: "return 7")
        for _ in 1...3 {
            try await RedisServer.running(port: port) { _ in
                let reply = try await connection.run(.script(script, keys: [], arguments: []))
                #expect(reply == .integer(7))
            }
        }
    }

    @Test("Where nobody listens it fails, then fails at once for a while, then tries again")
    func unreachable() async throws {
        let port = try await Server.freePort()
        let connection = RedisConnection(try RedisAddress("redis://127.0.0.1:\(port)"), retryInterval: .milliseconds(300))
        let error = await #expect(throws: RedisFailure.self) { try await connection.run(.plain(["PING"])) }
        guard case .unavailable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("Connection refused"))
        let patient = RedisConnection(try RedisAddress("redis://127.0.0.1:\(port)"), retryInterval: .seconds(3600))
        await #expect(throws: RedisFailure.self) { try await patient.run(.plain(["PING"])) }
        let start = ContinuousClock.now
        try await RedisServer.running(port: port) { _ in
            // It is there, but was not an hour ago: nobody asks it.
            await #expect(throws: RedisFailure.self) { try await patient.run(.plain(["PING"])) }
            while (try? await connection.run(.plain(["PING"]))) == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("A Redis that does not answer is given up on in time, also by a hundred at once, and used when it goes on")
    func stopped() async throws {
        try await RedisServer.running { server in
            let connection = RedisConnection(try RedisAddress(server.url), timeout: .milliseconds(300), retryInterval: .milliseconds(100))
            #expect(try await connection.run(.plain(["PING"])) == .text("PONG"))
            server.stop()
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask { await #expect(throws: RedisFailure.self) { try await connection.run(.plain(["PING"])) } }
                }
            }
            // Five times the timeout, on a machine that is busy with other tests.
            #expect(ContinuousClock.now - start < .milliseconds(1500))
            server.resume()
            while (try? await connection.run(.plain(["PING"]))) == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test("Whoever is cancelled does not wait for Redis")
    func cancelled() async throws {
        try await RedisServer.running { server in
            let connection = RedisConnection(try RedisAddress(server.url), timeout: .seconds(60))
            #expect(try await connection.run(.plain(["PING"])) == .text("PONG"))
            server.stop()
            let task = Task { try await connection.run(.plain(["PING"])) }
            try await Task.sleep(for: .milliseconds(20))
            task.cancel()
            await #expect(throws: RedisFailure.cancelled) { try await task.value }
        }
    }

    @Test("A connection that is given up ends its thread and its socket")
    func ends() async throws {
        try await RedisServer.running { server in
            do {
                let connection = try RedisConnection(url: server.url)
                #expect(try await connection.run(.plain(["PING"])) == .text("PONG"))
                #expect(try await server.run("CLIENT", "LIST").split(separator: "\n").count == 2)
            }
            // The client that asks is one itself.
            while try await server.run("CLIENT", "LIST").split(separator: "\n").count > 1 { try await Task.sleep(for: .milliseconds(10)) }
        }
    }
}

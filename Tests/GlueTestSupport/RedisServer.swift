import Foundation
import Glibc
import Subprocess
public import Testing

/// A real Redis of Debian's, that a test starts, talks to, stops, kills and starts again.
public struct RedisServer: Sendable {
    public let port: Int
    public let password: String?
    /// Where it listens beside the port.
    public let socket: String
    private let processID: pid_t

    static let program = "/usr/bin/redis-server"
    private static let client = "/usr/bin/redis-cli"

    public var url: String { "redis://\(password.map { ":\($0)@" } ?? "")127.0.0.1:\(port)" }

    /// Starts an empty Redis, runs the body and kills it.
    ///
    /// - Parameter port: Nil for one that is free; another Redis's, which has ended, to take its place.
    public static func running<Result: Sendable>(
        port: Int? = nil,
        password: String? = nil,
        _ body: @Sendable (RedisServer) async throws -> Result
    ) async throws -> Result {
        var free = 0
        if let port { free = port } else { free = try await Server.freePort() }
        let port = free
        return try await TemporaryFolder.with { folder in
            let socket = folder.path("redis.sock")
            let program = Program(
                Self.program,
                [
                    "--bind", "127.0.0.1", "--port", String(port), "--unixsocket", socket, "--dir", folder.path(""), "--save", "",
                    "--appendonly", "no",
                ] + (password.map { ["--requirepass", $0] } ?? [])
            )
            return try await Subprocess.run(program.configuration, input: .none, output: .discarded, error: .discarded) { execution in
                let server = RedisServer(
                    port: port,
                    password: password,
                    socket: socket,
                    processID: execution.processIdentifier.value
                )
                // Also one that was stopped ends by this.
                defer { server.kill() }
                try await server.waitUntilReady()
                return try await body(server)
            }.closureResult
        }
    }

    /// Ends it as a crash would.
    public func kill() { Glibc.kill(processID, SIGKILL) }

    /// Keeps it from doing anything: connections stay and nobody answers.
    public func stop() { Glibc.kill(processID, SIGSTOP) }

    public func resume() { Glibc.kill(processID, SIGCONT) }

    /// Runs a command with Redis's own client and returns what it prints.
    public func run(_ words: String...) async throws -> String {
        let login = password.map { ["-a", $0, "--no-auth-warning"] } ?? []
        let outcome = try await Program(Self.client, ["-h", "127.0.0.1", "-p", String(port)] + login + words).run()
        return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func waitUntilReady() async throws {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if try await run("PING") == "PONG" { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServerDidNotStart(program: Self.program, log: "")
    }
}

extension Trait where Self == ConditionTrait {
    /// Runs the test where Redis is installed and says how to get it where it is not.
    public static var needsRedis: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: RedisServer.program),
            "needs \(RedisServer.program): run scripts/test, or apt-get install redis-server"
        )
    }
}

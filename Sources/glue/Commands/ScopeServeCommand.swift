import ArgumentParser
import Foundation
import GlueJournal
import GlueLLM
import GlueScope
import GlueTelemetry
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves until it is interrupted.
struct ScopeServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Receive, store and show.",
        discussion: """
            It listens on loopback and says where, then serves until it is interrupted. Point any OTLP/HTTP exporter there, and \
            a browser at the same address. One process writes a database; other commands read it meanwhile.

            Examples:
              glue scope
              OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 python my_app.py
              glue scope --host 0.0.0.0 --token "$SCOPE_TOKEN"
            """
    )

    @Option(help: "The address to listen on; anything but loopback needs --token.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 4318

    @Option(help: "The database; in the user's data folder where it is not given.")
    var db: String?

    @Option(name: .customLong("keep-days"), help: "How many days traces are kept; 0 for ever.")
    var keepDays = 30.0

    @Option(name: .customLong("max-size"), help: "How many MiB the database may take; 0 for any number. The oldest traces go first.")
    var maxSize = 20 << 10

    @Option(help: "What senders and readers have to show, as Authorization: Bearer; GLUE_SCOPE_TOKEN where it is not given.")
    var token: String?

    @Option(name: .customLong("allow-origin"), help: "A web page that may send from a browser, such as https://app.example.com.")
    var allowedOrigins: [String] = []

    @Option(name: .customLong("host-name"), help: "A name by which browsers reach this server.")
    var hostNames: [String] = []

    @Option(help: "A collector that everything goes on to, such as http://tempo:4318.")
    var forward: String?

    @Option(name: .customLong("forward-header"), help: "A header to send along, as NAME=VALUE.")
    var forwardHeaders: [String] = []

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port \(port): a port is a number from 0 to 65535") }
        guard keepDays >= 0, keepDays < 36500, maxSize >= 0 else { throw ValidationError("--keep-days and --max-size are numbers from 0") }
        guard ["127.0.0.1", "localhost", "::1"].contains(host) || secret != nil else {
            throw ValidationError("--host \(host) is open to others: give it a --token")
        }
        guard forwardHeaders.allSatisfy({ $0.contains("=") }) else { throw ValidationError("--forward-header is NAME=VALUE") }
    }

    private var secret: String? { token ?? Environment.scopeToken }

    func run() async throws {
        MemoryAllocator.returnEarly()
        let path = try ScopeDatabase.path(db)
        let store = try ScopeDatabase.open(
            path,
            StoreSettings(age: keepDays > 0 ? .seconds(keepDays * 86400) : nil, bytes: maxSize > 0 ? maxSize << 20 : nil)
        )
        let scope = Scope(
            store,
            ScopeSettings(host: host, port: port, token: secret, hostNames: hostNames, allowedOrigins: allowedOrigins),
            forwarder: try forwarder(beside: path),
            logger: Logger(label: "glue.scope", factory: { StreamLogHandler.standardError(label: $0) })
        ) { [host] address in
            let name = host == "127.0.0.1" ? "localhost" : host
            Terminal.answer("http://\(name):\(address.port) receives OTLP and shows it; it is kept in \(path)")
        }
        let services = ServiceGroup(
            services: [scope],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "glue.scope", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        do {
            try await services.run()
        } catch {
            throw CommandFailure(.peer, "port \(port) cannot be listened on: \(error)")
        }
    }

    private func forwarder(beside path: String) throws(CommandFailure) -> Forwarder? {
        guard let forward else { return nil }
        let headers = forwardHeaders.map { header in
            let words = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return OTLPHTTPSettings.Header(String(words[0]), String(words[1]))
        }
        do {
            return try Forwarder(
                to: forward,
                headers: headers,
                directory: JournalDirectory(path: path + ".forward", segmentBytes: 16 << 20)
            )
        } catch {
            throw CommandFailure(.usage, "--forward \(forward): \(error)")
        }
    }
}

import ArgumentParser
import Foundation
import GlueLLM
import GlueRedaction
import GlueReplay
import Logging
import ServiceLifecycle
import UnixSignals

/// Records what passes between a client and a provider.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "A recording proxy for any client in any language; what it saw is a SOURCE.",
        discussion: """
            It listens on loopback and passes everything on as it is, streams without delay. OpenAI's chat completions, \
            responses and embeddings and Anthropic's messages are recorded: what was asked and answered, and the bytes and \
            times of each answer. Keys and other secrets are taken out before anything is written.

            Examples:
              glue record --upstream https://api.openai.com --port 8080 --out session.jsonl
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 python my_app.py
              glue mock session.jsonl --port 8080
            """
    )

    @Option(help: "The provider's address, without the path that clients add.")
    var upstream: String

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 0

    @Option(help: "The file that spans are appended to, a line each; its name ends in .jsonl.")
    var out: String

    @Flag(help: "Take out e-mail addresses, card and account numbers too.")
    var personalData = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port \(port): a port is a number from 0 to 65535") }
        guard out.hasSuffix(".jsonl") else { throw ValidationError("--out \(out): the name must end in .jsonl, as spans are appended") }
    }

    func run() async throws {
        let proxy: RecordingProxy
        do {
            proxy = try RecordingProxy(
                upstream: upstream,
                file: out,
                port: port,
                redactor: personalData ? .secretsAndPersonalData : .secrets,
                logger: Logger(label: "glue.record", factory: { _ in SwiftLogNoOpLogHandler() })
            ) { [upstream, out] address in
                Terminal.answer("http://\(address.host):\(address.port) passes requests on to \(upstream) and records them in \(out)")
            }
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        let services = ServiceGroup(
            services: [proxy],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "glue.record", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        do {
            try await services.run()
        } catch {
            throw CommandFailure(.peer, "port \(port) cannot be listened on: \(error)")
        }
        Terminal.tell("\(Quantity.count(proxy.recorded, "exchange")) recorded in \(out)")
    }
}

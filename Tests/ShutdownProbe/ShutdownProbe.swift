import Foundation
import GlueLLM
import GlueTelemetry
import Logging
import ServiceLifecycle
import UnixSignals

/// A process for the tests to end: `ShutdownProbe MODEL_BASE_URL DEADLINE_SECONDS`.
///
/// It makes a call and waits for a signal. Then it makes another one, which must be refused, and afterwards one of a client that
/// is not registered, at which the test's server answers the first. What happens is printed, a line each.
@main
struct ShutdownProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let seconds = Int(arguments[2]) else { exit(2) }
        let telemetry = Telemetry.bootstrap()
        let calls = CallRegistry()
        var client = LLMClient(
            model: "house-model",
            provider: try OpenAIProvider(baseURL: arguments[1]),
            retry: .never
        )
        client.onStatus = { event in if event.name == "llm_call_start" { say("calling") } }
        client.calls = calls
        let engine = EngineService(
            calls: calls,
            deadline: .seconds(seconds),
            steps: [
                ShutdownStep("first") { say("step first, \(calls.inFlight) in flight") },
                ShutdownStep("failing") { throw CancellationError() }, ShutdownStep("second") { say("step second") },
            ]
        )
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: telemetry), .init(service: Caller(client: client), successTerminationBehavior: .ignore),
                .init(service: engine),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "probe")
        )
        configuration.maximumGracefulShutdownDuration = .seconds(60)
        try await ServiceGroup(configuration: configuration).run()
        say("end")
    }

    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}

private struct Caller: Service {
    let client: LLMClient

    func run() async throws {
        async let first = answer("first", of: client)
        while client.calls?.isShuttingDown != true { try await Task.sleep(for: .milliseconds(5)) }
        ShutdownProbe.say("second \(await answer("second", of: client))")
        var other = client
        other.calls = nil
        other.onStatus = nil
        ShutdownProbe.say("third \(await answer("third", of: other))")
        ShutdownProbe.say("first \(await first)")
        // A service that ends before its turn would fail the group.
        try? await gracefulShutdown()
    }

    private func answer(_ prompt: String, of client: LLMClient) async -> String {
        do throws(LLMError) {
            return "answered \(try await client.complete(prompt).text)"
        } catch {
            return "failed \(error.kind.rawValue)"
        }
    }
}

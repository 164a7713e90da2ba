import ArgumentParser
import GlueTelemetry

/// The command line of GlueLLM.
@main
struct GlueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glue",
        abstract: "Run, trace, look at and replay calls of language models.",
        discussion: """
            A SOURCE is a file of traces: .pb (OTLP protobuf), .jsonl (OTLP/JSON, one request a line), either of them \
            gzipped, a journal's folder, a scope's database (one of its traces as FILE#TRACE_ID), a trace of a server \
            (mlflow:TRACE_ID, phoenix:PROJECT/TRACE_ID, scope:TRACE_ID), or - for standard input. The kind is told from the bytes.

            Exit codes: 0 done, 1 it ran and the answer is no, 2 wrong usage, 3 the input is not what it says it is, \
            4 a peer could not be reached or refused us, 130 interrupted.
            """,
        version: TelemetryVersion.current,
        subcommands: [
            DemoCommand.self, RunCommand.self, BatchCommand.self, LoadCommand.self, DoctorCommand.self, TraceCommand.self,
            ExchangesCommand.self, MLflowCommand.self,
            ReplayCommand.self, BenchCommand.self,
            MockCommand.self, ScopeCommand.self, RecordCommand.self,
        ]
    )

    static func main() async {
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        ExitStatus.leave(with: status)
    }

    /// Runs a command and tells how it ended, on standard error where it failed.
    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            let command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                // Help and version, which the parser makes commands of its own.
                var command = command
                try command.run()
            }
            return .done
        } catch let failure as CommandFailure {
            Terminal.tell("glue: \(failure.message)")
            return failure.status
        } catch let status as ExitStatus {
            return status
        } catch {
            return parserStatus(of: error)
        }
    }

    /// What ArgumentParser throws: help and version are answers, the rest is wrong usage.
    private static func parserStatus(of error: any Error) -> ExitStatus {
        let message = fullMessage(for: error)
        guard exitCode(for: error) != .success else {
            Terminal.answer(message)
            return .done
        }
        if let failure = CommandFailure(describing: error) {
            Terminal.tell("glue: \(failure.message)")
            return failure.status
        }
        Terminal.tell(message)
        return .usage
    }
}

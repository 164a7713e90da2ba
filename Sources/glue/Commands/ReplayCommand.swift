import ArgumentParser
import Foundation
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueReplay

/// Drives a recorded session again.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Drive a recorded session again and compare the traces; exit code 1 if anything diverges.",
        discussion: """
            Models and tools are answered from the recording: nothing leaves the process, nothing is waited for. The \
            recording must hold the message content, as a file of glue run --trace does. With --fork-at the exchanges \
            before that one are, and from it on the model is asked for real.

            Examples:
              glue replay session.jsonl
              glue replay session.jsonl --report report.json || glue trace show session.jsonl
              glue replay session.jsonl --scope http://localhost:4318
              glue replay session.jsonl --report junit.xml --check tokens=0 --check no-new-tools
              glue replay session.jsonl --fork-at 1 --model openai:gpt-4.1 --check cost=20 --trace forked.jsonl
            """
    )

    @Argument(help: "The file to read; - for standard input.")
    var source: String

    @Option(
        name: .customLong("match"),
        help: "How a request finds its answer: strict (equal, in order), ordered (in order), lenient (by content, in any order)."
    )
    var matching = Matching.ordered

    @OptionGroup var speed: SpeedOption
    @OptionGroup var fork: ForkOptionGroup
    @OptionGroup var comparison: ComparisonOptionGroup

    @Option(
        help: """
            What has to hold beyond being the same, several times for several: tokens=PERCENT, cost=PERCENT, no-new-tools, \
            same-tool-arguments, same-prompt-prefix.
            """
    )
    var check: [String] = []

    @Option(help: "Write the verdict with all divergences to this file: as JUnit XML where the name ends in .xml, else as JSON.")
    var report: String?

    @Option(help: "Write the trace of the replay to this file.")
    var trace: String?

    @Option(help: "Send recording and replay to this scope, such as http://localhost:4318, and say where they open beside each other.")
    var scope: String?

    @Flag(help: "The verdict as one JSON object.")
    var json = false

    func validate() throws {
        for text in check where ReplayCheck(named: text) == nil {
            throw ValidationError("--check \(text): there is no such check; see --help")
        }
    }

    func run() async throws {
        let recording = try await SourceReader.recording([source])
        let outcome: ReplayOutcome
        do {
            var settings = comparison.applied(to: .replay)
            // A backend shows spans in its own way.
            settings.comparesPresentation = RemoteSource(source) == nil
            var redrive = try Redrive(
                recording,
                matching: matching,
                settings: settings,
                checks: check.compactMap { ReplayCheck(named: $0) }
            )
            redrive.speed = speed.value
            redrive.tools = try BuiltInTools.tools(named: fork.tools)
            outcome = if let fork = try fork.fork() { try await redrive.run(fork) } else { try await redrive.run() }
        } catch let error as RedriveError {
            throw CommandFailure(.badInput, "\(SourceReader.name(of: source)): \(error)")
        }
        let link = try await comparison(recording, outcome)
        if let report {
            if report.hasSuffix(".xml") {
                try OutputFile.write(text: outcome.junit(name: SourceReader.name(of: source)), to: report)
            } else {
                try OutputFile.write(outcome.json(comparedAt: link), to: report)
            }
        }
        if let trace { try OutputFile.write(TelemetryFile(traces: outcome.traces), to: trace) }
        if fork.at != nil, !json { Terminal.answer(SideBySide(recording, outcome).text(width: Terminal.width)) }
        Terminal.answer(json ? outcome.json(comparedAt: link).text() : outcome.description)
        if let link, !json { Terminal.answer("beside each other: \(link)") }
        // A fork is made to differ: it is held to its checks alone.
        let holds = fork.at == nil ? outcome.isFaithful : outcome.checks.allSatisfy(\.failures.isEmpty)
        if !holds { throw ExitStatus.no }
    }

    /// Where a scope shows recording and replay beside each other; nil where none is asked for.
    private func comparison(_ recording: Recording, _ outcome: ReplayOutcome) async throws(CommandFailure) -> String? {
        guard let scope else { return nil }
        let upload = try ScopeUpload(to: scope)
        return try await upload.comparison(of: recording.traces, outcome.traces)
    }
}

extension ReplayOutcome {
    /// The outcome for machines, with where both traces open beside each other.
    fileprivate func json(comparedAt link: String?) -> JSONValue {
        guard let link, case .object(var object) = json else { return json }
        object["compare_url"] = .string(link)
        return .object(object)
    }
}

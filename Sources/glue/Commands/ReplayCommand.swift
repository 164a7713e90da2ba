import ArgumentParser
import Foundation
import GlueJSON
import GlueReplay

/// Drives a recorded session again.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Drive a recorded session again and compare the traces; exit code 1 if anything diverges.",
        discussion: """
            Models and tools are answered from the recording: nothing leaves the process, nothing is waited for. The \
            recording must hold the message content, as a file of glue run --trace does.

            Examples:
              glue replay session.jsonl
              glue replay session.jsonl --report report.json || glue trace show session.jsonl
            """
    )

    @Argument(help: "The file to read; - for standard input.")
    var source: String

    @Option(
        name: .customLong("match"),
        help: "How a request finds its answer: strict (equal, in order), ordered (in order), lenient (by content, in any order)."
    )
    var matching = Matching.ordered

    @Option(help: "Write the verdict with all divergences to this file, as JSON.")
    var report: String?

    @Flag(help: "The verdict as one JSON object.")
    var json = false

    func run() async throws {
        let recording = try SourceReader.recording([source])
        let outcome: Redrive.Outcome
        do {
            outcome = try await Redrive(recording, matching: matching).run()
        } catch {
            throw CommandFailure(.badInput, "\(SourceReader.name(of: source)): \(error)")
        }
        if let report { try OutputFile.write(outcome.json, to: report) }
        Terminal.answer(json ? outcome.json.text() : outcome.description)
        if !outcome.isFaithful { throw ExitStatus.no }
    }
}

extension Redrive.Outcome {
    /// Whether the session went as it was recorded, and nothing of the recording was left over.
    var isFaithful: Bool { verdict.isSame && unused.isEmpty }

    var description: String {
        let leftOver = unused.map { "exchange \($0.index) (span \($0.spanID)) was recorded and not asked for again" }
        return ([verdict.description] + leftOver).joined(separator: "\n")
    }
}

import ArgumentParser
import GlueJSON
import GlueLLM
import GlueTelemetry

/// Tells how engine and telemetry are set, whom it reaches and what waits.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "What is configured and from where, which peers answer, the state of a journal, what would be exported.",
        discussion: """
            Changes nothing unless --repair is given. Credentials are not shown.

            Exit codes: 1 where a setting makes no sense or the journal is damaged, 4 where a destination does not answer.

            Examples:
              glue doctor
              glue doctor --journal /var/lib/service/journal --json | jq '.journal.waiting'
              glue doctor --journal ./journal --repair
              glue doctor --variables
            """
    )

    @Option(help: "The folder of a journal; without it the one that GLUELLM_JOURNAL names.")
    var journal: String?

    @Flag(help: "Put the journal's segments of dead processes in order: what is damaged is kept aside, the rest waits for the next start.")
    var repair = false

    @Option(help: "How many seconds a destination may take to answer.")
    var patience = 5.0

    @Flag(help: "List every variable of the environment that is read, with its default and its meaning.")
    var variables = false

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        guard patience > 0, patience < 1e6 else { throw ValidationError("--patience must be a number of seconds, more than 0") }
    }

    func run() async throws {
        guard !variables else { return listVariables() }
        if repair { try mend() }
        let diagnosis = try await Diagnosis(environment: Environment.current, journal: journal, patience: .seconds(patience))
        Terminal.answer(json ? diagnosis.json.text() : diagnosis.text(.standardOutput))
        if diagnosis.status != .done { throw diagnosis.status }
    }

    private func mend() throws {
        guard let folder = journal ?? Environment.current[EnvironmentVariable.journalFolder.name], !folder.isEmpty else {
            throw CommandFailure(.usage, "there is no journal to repair: name it with --journal")
        }
        let repair = JournalDirectory(path: folder).repair(now: SpanClock.system.now)
        let lost = Quantity.count(repair.damaged, "damaged record")
        Terminal.tell("looked at \(Quantity.count(repair.segments, "segment")) of dead processes: \(lost)")
        for path in repair.keptAside { Terminal.tell("kept aside \(path)") }
        for problem in repair.problems { Terminal.tell("glue: \(problem)") }
    }

    private func listVariables() {
        for setting in ClientSetting.all {
            list(setting.variable, setting.shown(in: ClientSettings()) ?? "", setting.meaning, original: nil)
        }
        for variable in EnvironmentVariable.all { list(variable.name, variable.fallback, variable.meaning, original: variable.original) }
    }

    private func list(_ name: String, _ fallback: String, _ meaning: String, original: String?) {
        if json {
            let line: JSONValue = [
                "name": .string(name), "default": .string(fallback), "meaning": .string(meaning),
                "original": original.map(JSONValue.string) ?? .null,
            ]
            Terminal.answer(line.text())
        } else {
            Terminal.answer("\(Style.standardOutput.bold(name))\(fallback.isEmpty ? "" : " [\(fallback)]")\n    \(meaning)")
        }
    }
}

import GlueJournal
import GlueLLM
import GlueOTLP
import GlueTelemetry
import Logging
import Synchronization

/// What `glue doctor` found: how engine and telemetry are set, whom it reaches, and what waits in a journal.
struct Diagnosis: Sendable {
    /// A variable of the environment that is set.
    struct Setting: Sendable, Hashable {
        var name: String
        /// Nil where it may hold credentials.
        var value: String?
        var meaning: String
    }

    struct Destination: Sendable, Hashable {
        var name: String
        var signals: [OTLP.Signal]
        var health: DestinationHealth
    }

    var settings: [Setting]
    /// All settings of the engine, each with its source.
    var engine: [LoadedSettings.Entry]
    /// Variables that look like settings of ours and are none, with what is to be said of each.
    var ignored: [String: String]
    /// Values that make no sense, and what is used instead.
    var warnings: [String]
    var destinations: [Destination]
    /// Nil where no journal is configured.
    var journal: JournalDiagnosis?
}

extension Diagnosis {
    /// - Parameters:
    ///   - journal: A folder; nil for the one that the environment names, if it names one.
    ///   - patience: How long a destination may take to answer.
    init(environment: [String: String], journal: String?, patience: Duration) async throws(CommandFailure) {
        let notes = Notes()
        let logger = Logger(label: "glue.doctor") { _ in NotingHandler(notes: notes) }
        let telemetry = TelemetrySettings(environment: environment, logger: logger)
        settings = EnvironmentVariable.all.flatMap { Setting.all($0, in: environment) }
        let loaded = ClientSettings.load(from: [.environment(environment), .environmentFile(".env")], logger: nil)
        engine = loaded.entries
        ignored = Self.ignored(loaded.unread)
        warnings = notes.lines + loaded.problems.map(\.description)
        destinations = await telemetry.destinations.checked(within: patience)
        let folder = journal ?? telemetry.journal?.path
        do throws(SegmentError) {
            self.journal = try folder.map { folder throws(SegmentError) in
                JournalDiagnosis(try JournalInspection(path: folder), folder: folder, for: telemetry.destinations)
            }
        } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
    }

    /// Those of some variables that neither engine nor telemetry reads, with what is to be said of each.
    private static func ignored(_ names: [String]) -> [String: String] {
        let telemetry = (EnvironmentVariable.all + [.enabled]).flatMap { variable in
            ([variable] + OTLP.Signal.allCases.map { variable.of($0) }).flatMap { [$0.name, $0.original].compactMap(\.self) }
        }
        return Dictionary(
            uniqueKeysWithValues: Set(names).subtracting(telemetry).map { name in
                (name, ClientSetting.withoutEffect[name] ?? "there is no such setting; a typing error?")
            }
        )
    }

    /// How the command ends: what is wrong here comes before what is wrong with a peer.
    var status: ExitStatus {
        if !warnings.isEmpty || journal?.isSound == false { return .no }
        return destinations.allSatisfy(\.isWell) ? .done : .peer
    }
}

extension Diagnosis.Setting {
    /// The forms of a variable that are set: the general one, those for one signal, the original's.
    fileprivate static func all(_ variable: EnvironmentVariable, in environment: [String: String]) -> [Self] {
        let forms = [variable] + OTLP.Signal.allCases.map { variable.of($0) }.filter { $0 != variable }
        return forms.flatMap { form in
            [form.name, form.original].compactMap(\.self).compactMap { name in
                guard let value = environment[name], !value.isEmpty else { return nil }
                return Self(name: name, value: form.isSecret ? nil : value, meaning: form.meaning)
            }
        }
    }
}

extension Diagnosis.Destination {
    var isWell: Bool {
        switch health {
        case .unknown, .reachable: true
        case .refusing, .unreachable: false
        }
    }
}

extension [any TelemetryDestination] {
    /// Looks at all of them side by side; the order stays.
    fileprivate func checked(within patience: Duration) async -> [Diagnosis.Destination] {
        let found = await withTaskGroup(of: (Int, DestinationHealth).self) { group in
            for (index, destination) in enumerated() {
                group.addTask {
                    let health = await destination.health(within: patience)
                    await destination.close()
                    return (index, health)
                }
            }
            return await group.reduce(into: [Int: DestinationHealth]()) { $0[$1.0] = $1.1 }
        }
        return enumerated().map { index, destination in
            Diagnosis.Destination(
                name: destination.name,
                signals: OTLP.Signal.allCases.filter(destination.signals.contains),
                health: found[index] ?? .unknown
            )
        }
    }
}

/// What the settings complained of while they were read.
private final class Notes: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }
    func add(_ line: String) { state.withLock { $0.append(line) } }
}

private struct NotingHandler: LogHandler {
    let notes: Notes
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let value = event.metadata?["value"].map { " (\($0))" } ?? ""
        let used = event.metadata?["used"].map { "; used: \($0)" } ?? ""
        notes.add("\(event.message)\(value)\(used)")
    }
}

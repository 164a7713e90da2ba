import ArgumentParser
import GlueJSON
import GlueMLflow

/// Sends what earlier processes could not send.
struct MLflowSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Send what earlier processes logged while the server was away, and end the runs of those that were killed.",
        discussion: """
            Exit codes: 1 where entries were refused, 4 where some are left because the server does not take them.

            Examples:
              glue mlflow sync
              glue mlflow sync --uri http://mlflow:5000 --spool /var/lib/service/mlflow --patience 300
            """
    )

    @Option(help: "The server; without it the one that MLFLOW_TRACKING_URI names.")
    var uri: String?

    @Option(help: "The folder that the processes were told; without it the standard one.")
    var spool: String?

    @Option(help: "How many seconds this may take.")
    var patience = 60.0

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        guard patience > 0, patience < 1e6 else { throw ValidationError("--patience must be a number of seconds, more than 0") }
    }

    func run() async throws {
        let client = try MLflowClient.forCommands(uri)
        let settings = spool.map { SpoolSettings(path: $0) } ?? .automatic
        let (sent, refused, left) = try await client.deliver(spool: settings, within: .seconds(patience))
        if json {
            let answer: JSONValue = ["sent": .integer(Int64(sent)), "refused": .integer(Int64(refused)), "left": .integer(Int64(left))]
            Terminal.answer(answer.text())
        } else {
            let rest = (refused > 0 ? ", \(refused) refused" : "") + (left > 0 ? ", \(left) left" : "")
            let entries = sent == 1 ? "1 entry" : "\(sent) entries"
            Terminal.answer("\(entries) sent\(rest)")
        }
        if left > 0 { throw ExitStatus.peer }
        if refused > 0 { throw ExitStatus.no }
    }
}

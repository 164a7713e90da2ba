import GlueMLflow
import GlueOTLP
import GlueReplay

/// A trace of a server: `mlflow:TRACE_ID`, `phoenix:PROJECT/TRACE_ID`, `scope:TRACE_ID` or the address of its page in a scope.
enum RemoteSource {
    case mlflow(String)
    case phoenix(project: String, trace: String)
    /// Nil for the server that the environment names.
    case scope(server: String?, trace: String)

    /// Nil for a source that names no server, such as a file.
    init?(_ source: String) {
        if source.hasPrefix("mlflow:") {
            self = .mlflow(String(source.dropFirst("mlflow:".count)))
        } else if source.hasPrefix("phoenix:") {
            let words = source.dropFirst("phoenix:".count).split(separator: "/", maxSplits: 1).map(String.init)
            guard let trace = words.last else { return nil }
            self = .phoenix(project: words.count > 1 ? words[0] : "default", trace: trace)
        } else if source.hasPrefix("scope:") {
            self = .scope(server: nil, trace: String(source.dropFirst("scope:".count)))
        } else if source.hasPrefix("http://") || source.hasPrefix("https://"), let place = source.firstRange(of: "/traces/") {
            let server = source[..<place.lowerBound]
            self = .scope(
                server: String(server.hasSuffix("/api") ? server.dropLast(4) : server),
                trace: String(source[place.upperBound...].prefix { $0.isHexDigit })
            )
        } else {
            return nil
        }
    }

    /// MLflow is where `MLFLOW_TRACKING_URI` says, Phoenix where `PHOENIX_COLLECTOR_ENDPOINT` does, with `PHOENIX_API_KEY`; a scope
    /// where `GLUE_SCOPE_URL` says, with `GLUE_SCOPE_TOKEN`.
    ///
    /// - Throws: ``CommandFailure`` with the status of a peer that could not be reached or refused.
    func read() async throws(CommandFailure) -> TelemetryFile {
        let environment = Environment.current
        do {
            switch self {
            case .mlflow(let id):
                var settings = try MLflowSettings(environment: environment)
                // Somebody waits for the answer.
                settings.retry.maximumRetries = min(settings.retry.maximumRetries, 2)
                let client = try MLflowClient(settings)
                return TelemetryFile(traces: try await client.trace(MLflowTrace.id(id)).traces)
            case .phoenix(let project, let trace):
                let server = environment["PHOENIX_COLLECTOR_ENDPOINT"] ?? "http://localhost:6006"
                let client = try PhoenixClient(server, apiKey: environment["PHOENIX_API_KEY"])
                return TelemetryFile(traces: try await client.trace(trace, project: project))
            case .scope(let server, let trace):
                let client = try ScopeClient(
                    server ?? environment["GLUE_SCOPE_URL"] ?? "http://localhost:4318",
                    token: Environment.scopeToken
                )
                return try await client.trace(trace)
            }
        } catch {
            throw CommandFailure(.peer, "\(error)")
        }
    }
}

import Foundation
import GlueRetry
import GlueTelemetry

extension MLflowSettings {
    /// The settings that the process's environment and the user's credentials file give.
    public static func fromEnvironment() throws(MLflowError) -> MLflowSettings {
        try MLflowSettings(environment: ProcessInfo.processInfo.environment)
    }

    /// Reads the variables that MLflow's own client reads.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `MLFLOW_TRACKING_URI` | ``trackingURI`` |
    /// | `MLFLOW_TRACKING_USERNAME`, `MLFLOW_TRACKING_PASSWORD` | basic credentials; else as `~/.mlflow/credentials` says |
    /// | `MLFLOW_TRACKING_TOKEN` | a bearer token, where there is no user |
    /// | `MLFLOW_TRACKING_SERVER_CERT_PATH`, `MLFLOW_TRACKING_CLIENT_CERT_PATH` | ``tls``; the latter file holds the key, too |
    /// | `MLFLOW_TRACKING_INSECURE_TLS` | ``acceptsAnyCertificate`` |
    /// | `MLFLOW_EXPERIMENT_ID`, `MLFLOW_EXPERIMENT_NAME` | ``experiment``; the id counts where both are there |
    /// | `MLFLOW_WORKSPACE` | ``workspace`` |
    /// | `MLFLOW_HTTP_REQUEST_TIMEOUT`, `_MAX_RETRIES`, `_BACKOFF_FACTOR` | ``timeout`` and the waits in seconds, ``retry`` |
    /// | `https_proxy`, `http_proxy`, `no_proxy` | ``proxy`` |
    ///
    /// - Parameter credentialsFile: Nil for `~/.mlflow/credentials`.
    /// - Throws: ``MLflowError/Kind/configuration`` where a value cannot be used; it names the variable.
    public init(environment: [String: String], credentialsFile: String? = nil) throws(MLflowError) {
        self.init()
        func text(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func seconds(_ name: String) throws(MLflowError) -> Double? {
            guard let value = text(name) else { return nil }
            guard let number = Double(value), (0...1e9).contains(number) else {
                throw MLflowError(.configuration, "\(name) is \"\(value)\"; write a number of at least 0")
            }
            return number
        }
        if let uri = text("MLFLOW_TRACKING_URI") { trackingURI = uri }
        let file = credentialsFile ?? environment["HOME"].map { $0 + "/.mlflow/credentials" }
        let stored = file.flatMap(CredentialsFile.read) ?? [:]
        let user = text("MLFLOW_TRACKING_USERNAME") ?? stored["mlflow_tracking_username"]
        let password = text("MLFLOW_TRACKING_PASSWORD") ?? stored["mlflow_tracking_password"]
        if let user, let password {
            credentials = .basic(user: user, password: password)
        } else if let token = text("MLFLOW_TRACKING_TOKEN") {
            credentials = .bearer(token)
        }
        if let id = text("MLFLOW_EXPERIMENT_ID") {
            experiment = .id(id)
        } else if let name = text("MLFLOW_EXPERIMENT_NAME") {
            experiment = .named(name)
        }
        workspace = text("MLFLOW_WORKSPACE")
        let own = text("MLFLOW_TRACKING_CLIENT_CERT_PATH")
        tls = TLSSettings(authorities: text("MLFLOW_TRACKING_SERVER_CERT_PATH"), certificate: own, key: own)
        acceptsAnyCertificate = ["true", "1"].contains(text("MLFLOW_TRACKING_INSECURE_TLS")?.lowercased())
        if let limit = try seconds("MLFLOW_HTTP_REQUEST_TIMEOUT") { timeout = .seconds(limit) }
        if let count = try seconds("MLFLOW_HTTP_REQUEST_MAX_RETRIES") { retry.maximumRetries = Int(count) }
        if let first = try seconds("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR") {
            retry.backoff = Backoff(initial: .seconds(first), maximum: .seconds(120), multiplier: 2)
        }
        do {
            proxy = try ProxySettings.environment(environment, for: trackingURI)
        } catch {
            throw MLflowError(.configuration, error.description)
        }
    }
}

/// The file in which MLflow's client keeps credentials: an INI file with a section `[mlflow]`.
///
/// Source: MLflow 3.17, `mlflow.utils.credentials`.
enum CredentialsFile {
    /// Its members by their names in small letters; nil where there is none.
    static func read(_ path: String) -> [String: String]? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        var members: [String: String] = [:]
        var isOurs = false
        for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if line.hasPrefix("[") {
                isOurs = line == "[mlflow]"
            } else if isOurs, !line.hasPrefix("#"), !line.hasPrefix(";"), let separator = line.firstIndex(where: { "=:".contains($0) }) {
                let name = line[..<separator].trimmingCharacters(in: .whitespaces).lowercased()
                members[name] = line[line.index(after: separator)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return members
    }
}

import Foundation
import GlueOTLP
import GlueRedaction
import GlueSemantics

extension EnvironmentReader {
    /// Where each signal goes.
    func destinations() -> [any TelemetryDestination] {
        OTLP.Signal.allCases.flatMap { signal in
            let variable = Self.exporter(signal)
            return (list(variable) ?? ["otlp"]).compactMap { name -> (any TelemetryDestination)? in
                switch name {
                case "otlp": return otlp(signal)
                case "mlflow" where signal == .traces: return mlflow()
                case "console": return StandardOutputDestination(signals: [signal], wantsContent: wantsContent)
                case "none": return nil
                default:
                    let names = signal == .traces ? "otlp, mlflow, console or none" : "otlp, console or none"
                    warn(variable, name, "write \(names)", using: "the others of the list")
                    return nil
                }
            }
        }
    }

    private static func exporter(_ signal: OTLP.Signal) -> EnvironmentVariable {
        switch signal {
        case .traces: .tracesExporter
        case .metrics: .metricsExporter
        case .logs: .logsExporter
        }
    }

    /// Whoever has message content captured on spans wants to see it.
    private var wantsContent: Bool {
        guard let (_, value) = text(.captureContent) else { return false }
        return ["span_only", "span_and_event", "true"].contains(value.lowercased())
    }
}

// MARK: - OTLP

extension EnvironmentReader {
    private func otlp(_ signal: OTLP.Signal) -> (any TelemetryDestination)? {
        let endpoint = endpoint(signal)
        var settings = OTLPHTTPSettings(signal, endpoint: endpoint?.url, wantsContent: wantsContent)
        let headers = pairs(EnvironmentVariable.headers.of(signal), .headers) ?? []
        settings.headers = headers.map { OTLPHTTPSettings.Header($0.key, $0.value) }
        if let timeout = milliseconds(EnvironmentVariable.timeout.of(signal), .timeout) {
            settings.timeout = timeout == .zero ? nil : timeout
        }
        settings.compression = compression(signal) ?? settings.compression
        settings.encoding = encoding(signal) ?? settings.encoding
        settings.tls = TLSSettings(
            authorities: text(EnvironmentVariable.certificate.of(signal), .certificate)?.value,
            certificate: text(EnvironmentVariable.clientCertificate.of(signal), .clientCertificate)?.value,
            key: text(EnvironmentVariable.clientKey.of(signal), .clientKey)?.value
        )
        settings.proxy = proxy(for: settings.endpoint)
        return destination(settings, endpoint: endpoint?.name)
    }

    /// What can be sent with these settings; what makes no sense is left out of them with a warning.
    ///
    /// Not so a certificate: without it the telemetry would go to whoever answers, or not as who we are.
    private func destination(_ settings: OTLPHTTPSettings, endpoint: String?) -> (any TelemetryDestination)? {
        var rest = settings
        do throws(OTLPHTTPSettingsError) {
            return try OTLPHTTPDestination(settings)
        } catch .header(let name) {
            warn(.headers, name, "it cannot be sent", using: "the other headers")
            rest.headers.removeAll { $0.name == name }
            return destination(rest, endpoint: endpoint)
        } catch .endpoint(let shown) {
            let standard = OTLPHTTPSettings(settings.signal).endpoint
            guard settings.endpoint != standard else { return nil }
            warn(endpoint ?? EnvironmentVariable.endpoint.name, shown, "write an address such as http://localhost:4318", using: standard)
            rest.endpoint = standard
            return destination(rest, endpoint: nil)
        } catch .certificate(let file, let reason) {
            warn(.certificate, file, reason, using: "no export of \(settings.signal)")
            return nil
        } catch {
            return nil
        }
    }

    private func endpoint(_ signal: OTLP.Signal) -> (name: String, url: String)? {
        if let (name, url) = text(EnvironmentVariable.endpoint.of(signal)) {
            // Used as it is, only that a path has to be there.
            guard var components = URLComponents(string: url), components.host != nil, components.path.isEmpty else { return (name, url) }
            components.path = "/"
            return (name, components.string ?? url)
        }
        return text(.endpoint).map { ($0.name, OTLPHTTPSettings.endpoint(base: $0.value, signal)) }
    }

    private func compression(_ signal: OTLP.Signal) -> OTLPHTTPSettings.Compression? {
        guard let (name, value) = text(EnvironmentVariable.compression.of(signal), .compression) else { return nil }
        switch value.lowercased() {
        case "gzip": return .gzip(.fastest)
        case "none": return OTLPHTTPSettings.Compression.none
        default:
            warn(name, value, "write gzip or none", using: "gzip")
            return nil
        }
    }

    private func encoding(_ signal: OTLP.Signal) -> OTLPHTTPSettings.Encoding? {
        guard let (name, value) = text(EnvironmentVariable.protocolName.of(signal), .protocolName) else { return nil }
        switch value.lowercased() {
        case "http/protobuf": return .protobuf
        case "http/json": return .json
        default:
            warn(name, value, "write http/protobuf or http/json", using: "http/protobuf")
            return nil
        }
    }
}

// MARK: - MLflow

extension EnvironmentReader {
    /// MLflow takes OTLP itself; the experiment's header chooses the profile, too.
    private func mlflow() -> (any TelemetryDestination)? {
        guard let (name, base) = text(.mlflowURI) else {
            warn(.tracesExporter, "mlflow", "MLFLOW_TRACKING_URI is missing, which says where it is", using: "the others of the list")
            return nil
        }
        let experiment = text(.mlflowExperiment)?.value
        if experiment == nil, let (name, value) = text(.mlflowExperimentName) {
            warn(name, value, "names are not looked up, set MLFLOW_EXPERIMENT_ID", using: EnvironmentVariable.mlflowExperiment.fallback)
        }
        var settings = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: base), wantsContent: wantsContent)
        settings.headers = [.init(MLflowNames.experimentHeader, experiment ?? EnvironmentVariable.mlflowExperiment.fallback)]
        if let user = text(.mlflowUser)?.value {
            let credentials = Data("\(user):\(text(.mlflowPassword)?.value ?? "")".utf8).base64EncodedString()
            settings.headers.append(.init("Authorization", "Basic \(credentials)"))
        } else if let token = text(.mlflowToken)?.value {
            settings.headers.append(.init("Authorization", "Bearer \(token)"))
        }
        settings.proxy = proxy(for: settings.endpoint)
        do {
            return try OTLPHTTPDestination(settings)
        } catch {
            warn(
                name,
                Redactor.secrets.redact(url: base),
                "write an address such as http://localhost:5000",
                using: "the others of the list"
            )
            return nil
        }
    }
}

// MARK: - Proxies

extension EnvironmentReader {
    private func proxy(for endpoint: String) -> ProxySettings? {
        guard let (name, value) = ProxySettings.variable(for: endpoint, in: { text(EnvironmentVariable($0, "", ""))?.value }) else {
            return nil
        }
        do {
            return try ProxySettings(value)
        } catch {
            warn(name, nil, "write an address such as http://proxy.example.com:3128", using: "no proxy")
            return nil
        }
    }
}

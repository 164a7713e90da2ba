import Foundation
public import GlueRetry
public import GlueTelemetry

/// Where an MLflow server is, who we are, and how patient a client is.
public struct MLflowSettings: Sendable {
    /// Where the server is, such as `https://mlflow.example.com` or, behind a proxy, `https://example.com/mlflow`.
    public var trackingURI: String
    public var credentials: MLflowCredentials
    /// Where runs and traces go that say nothing else; by default the one that every server has.
    public var experiment: ExperimentReference
    /// The workspace that everything belongs to; nil where the server has none.
    public var workspace: String?
    public var tls: TLSSettings
    /// Whether any certificate will do. Only for tests: whoever stands in between reads the credentials.
    public var acceptsAnyCertificate: Bool
    public var proxy: ProxySettings?
    /// Of one attempt, but for files, which take as long as they take while bytes come.
    public var timeout: Duration
    public var retry: MLflowRetry
    /// How many bytes of an answer are read, but for files.
    public var answerLimit: Int

    public init(
        trackingURI: String = MLflowSettings.defaultTrackingURI,
        credentials: MLflowCredentials = .none,
        experiment: ExperimentReference = .id("0"),
        workspace: String? = nil,
        tls: TLSSettings = TLSSettings(),
        acceptsAnyCertificate: Bool = false,
        proxy: ProxySettings? = nil,
        timeout: Duration = .seconds(120),
        retry: MLflowRetry = MLflowRetry(),
        answerLimit: Int = 256 << 20
    ) {
        self.trackingURI = trackingURI
        self.credentials = credentials
        self.experiment = experiment
        self.workspace = workspace
        self.tls = tls
        self.acceptsAnyCertificate = acceptsAnyCertificate
        self.proxy = proxy
        self.timeout = timeout
        self.retry = retry
        self.answerLimit = answerLimit
    }

    /// Where `mlflow server` listens unless told otherwise.
    public static let defaultTrackingURI = "http://localhost:5000"
}

/// When a request is sent again, by default as MLflow's own client does it.
///
/// Connections that fail and answers with 408, 429, 502, 503 and 504 are tried again. A 500 is tried again unless MLflow itself
/// says what is wrong in it: it would say so again.
public struct MLflowRetry: Sendable, Hashable {
    /// After the first attempt.
    public var maximumRetries: Int
    /// Between attempts; a server's own `Retry-After` counts instead.
    public var backoff: Backoff

    public init(
        maximumRetries: Int = 7,
        backoff: Backoff = Backoff(initial: .seconds(2), maximum: .seconds(120), multiplier: 2)
    ) {
        self.maximumRetries = max(maximumRetries, 0)
        self.backoff = backoff
    }
}

/// What shows a server who we are.
public enum MLflowCredentials: Sendable, Hashable {
    case none
    case basic(user: String, password: String)
    case bearer(String)

    /// The value of the header `Authorization`.
    var header: String? {
        switch self {
        case .none: nil
        case .basic(let user, let password): "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        case .bearer(let token): "Bearer \(token)"
        }
    }
}

extension MLflowCredentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without what is secret.
    public var description: String {
        switch self {
        case .none: "none"
        case .basic(let user, _): "basic(\(user))"
        case .bearer: "bearer"
        }
    }

    public var debugDescription: String { description }
}

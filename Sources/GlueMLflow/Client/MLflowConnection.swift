import AsyncHTTPClient
import Foundation
import GlueJSON
import GlueRedaction
import GlueRetry
import GlueTelemetry
import NIOCore
import NIOHTTP1
import NIOSSL

/// The other end of a client, and the connections to it.
final class MLflowConnection: Sendable {
    let settings: MLflowSettings
    let client: HTTPClient
    /// Scheme, host, port and what stands before the paths, without a slash at its end.
    let base: String
    let origin: Origin
    /// The address as it may be shown.
    let shownBase: String
    private let headers: HTTPHeaders

    init(_ settings: MLflowSettings) throws(MLflowError) {
        self.settings = settings
        let trimmed = String(settings.trackingURI.reversed().drop { $0 == "/" }.reversed())
        shownBase = Redactor.secrets.redact(url: trimmed)
        guard let url = URL(string: trimmed), let origin = Origin(url), url.user() == nil, url.query() == nil else {
            throw MLflowError(
                .configuration,
                "\(shownBase) is no address of a tracking server; write one such as \(MLflowSettings.defaultTrackingURI), without credentials"
            )
        }
        base = trimmed
        self.origin = origin
        var headers: HTTPHeaders = ["User-Agent": "GlueLLM/\(TelemetryVersion.current) mlflow"]
        if let authorization = settings.credentials.header {
            guard authorization.utf8.allSatisfy({ $0 > 0x1F && $0 < 0x7F }) else {
                throw MLflowError(.configuration, "the token has characters that no header can have; is there a line break in it?")
            }
            headers.add(name: "Authorization", value: authorization)
        }
        if let workspace = settings.workspace { headers.add(name: "X-MLFLOW-WORKSPACE", value: workspace) }
        self.headers = headers

        var configuration = HTTPClient.Configuration()
        // Else what is logged about spans would make spans.
        configuration.tracing.tracer = nil
        // A redirect would take the credentials along.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        // For files, which have no time limit as a whole.
        configuration.timeout.read = TimeAmount(clamping: settings.timeout)
        configuration.timeout.write = TimeAmount(clamping: settings.timeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = settings.proxy?.configuration
        if origin.scheme == "https" {
            do {
                var tls = try settings.tls.configuration()
                if settings.acceptsAnyCertificate { tls.certificateVerification = .none }
                configuration.tlsConfiguration = tls
            } catch {
                throw MLflowError(.configuration, error.description)
            }
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client insists on it.
        client.shutdown { _ in }
    }
}

// MARK: - Requests

extension MLflowConnection {
    /// Sends a request, again and again as the settings say, and reads its answer as JSON; an empty one is an empty object.
    func json(_ request: MLflowRequest) async throws(MLflowError) -> JSONValue {
        let (bytes, headers) = try await answer(request)
        guard !bytes.isEmpty else { return .object([:]) }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw unexpected("\(headers.first(name: "content-type") ?? "something") that is no JSON", request)
        }
    }

    /// As ``json(_:)``, whatever the answer is.
    func answer(_ request: MLflowRequest) async throws(MLflowError) -> (body: [UInt8], headers: HTTPHeaders) {
        try await retrying { () async throws(MLflowError) in try await self.attempt(request) }
    }

    /// Tries something again while it fails in a way that may pass.
    func retrying<Value: Sendable>(
        _ body: @Sendable () async throws(MLflowError) -> Value
    ) async throws(MLflowError) -> Value {
        var generator = SystemRandomNumberGenerator()
        var attempt = 1
        while true {
            do {
                return try await body()
            } catch {
                guard error.isTransient, attempt <= settings.retry.maximumRetries else { throw error }
                let delay = settings.retry.backoff.delay(afterAttempt: attempt, retryAfter: error.retryAfter, using: &generator)
                guard (try? await Task.sleep(for: delay)) != nil else { throw .cancelled(error.operation) }
                attempt += 1
            }
        }
    }

    /// One attempt.
    func attempt(_ request: MLflowRequest) async throws(MLflowError) -> (body: [UInt8], headers: HTTPHeaders) {
        typealias Outcome = Result<([UInt8], HTTPHeaders), MLflowError>
        let limit = settings.answerLimit
        // The client's own deadline ends with the answer's head.
        let outcome = await withDeadline(settings.timeout, clock: ContinuousClock()) { () -> Outcome in
            do throws(MLflowError) {
                return .success(
                    try await self.execute(request, body: request.body.map { .bytes($0) }) { response in
                        (Array((try await response.body.collect(upTo: limit)).readableBytesView), response.headers)
                    }
                )
            } catch {
                return .failure(error)
            }
        }
        if case .failure(let error) = outcome, error.kind == .cancelled, !Task.isCancelled { throw late(request.operation) }
        return try (outcome ?? .failure(late(request.operation))).get()
    }

    /// One attempt with a body of any form, whose answer of success is read by the caller.
    func execute<Value>(
        _ request: MLflowRequest,
        body: HTTPClientRequest.Body?,
        _ read: (HTTPClientResponse) async throws -> Value
    ) async throws(MLflowError) -> Value {
        var message = HTTPClientRequest(url: base + request.path + Self.query(request.query))
        message.method = request.method
        message.headers = headers
        message.body = body
        // No charset is put to it, as some of the server's routes take none.
        if body != nil { message.headers.add(name: "Content-Type", value: request.contentType) }
        return try await execute(message, of: request.operation, read)
    }

    /// One attempt of a request that is ready to be sent, to whatever server.
    func execute<Value>(
        _ message: HTTPClientRequest,
        of operation: String,
        _ read: (HTTPClientResponse) async throws -> Value
    ) async throws(MLflowError) -> Value {
        do {
            let response = try await client.execute(message, deadline: .distantFuture)
            guard !(300..<400).contains(response.status.code) else { throw redirected(response, operation) }
            guard (200..<300).contains(response.status.code) else {
                let body = try await response.body.collect(upTo: 1 << 20)
                throw MLflowError(response.status, response.headers, Array(body.readableBytesView), of: operation)
            }
            return try await read(response)
        } catch let error as MLflowError {
            throw error
        } catch is CancellationError {
            throw .cancelled(operation)
        } catch is NIOTooManyBytesError {
            throw MLflowError(.unexpectedAnswer, "the answer is longer than this client reads; ask for fewer results", operation: operation)
        } catch let error as HTTPClientError {
            throw failure(error, operation)
        } catch is NIOSSLError {
            let advice = "check the certificate files and that the address speaks TLS"
            throw MLflowError(.connection, "no secure connection to \(shownBase); \(advice)", operation: operation)
        } catch let error as FileProblem {
            throw MLflowError(.file, error.description, operation: operation)
        } catch {
            throw MLflowError(.connection, "no connection to \(shownBase); check the address and whether MLflow runs", operation: operation)
        }
    }

    private func failure(_ error: HTTPClientError, _ operation: String) -> MLflowError {
        switch error {
        case .cancelled: .cancelled(operation)
        case .deadlineExceeded, .readTimeout, .writeTimeout: late(operation)
        default: MLflowError(.connection, "\(shownBase): \(error.shortDescription)", operation: operation)
        }
    }

    private func late(_ operation: String) -> MLflowError {
        MLflowError(.timeout, "\(shownBase) did not answer in time; set MLFLOW_HTTP_REQUEST_TIMEOUT to wait longer", operation: operation)
    }

    private func redirected(_ response: HTTPClientResponse, _ operation: String) -> MLflowError {
        let place = response.headers.first(name: "Location").map { Redactor.secrets.redact(url: $0) } ?? "somewhere else"
        return MLflowError(
            .unexpectedAnswer,
            "\(shownBase) redirects to \(place); set the tracking URI to where MLflow is",
            operation: operation,
            status: Int(response.status.code)
        )
    }

    func unexpected(_ what: String, _ request: MLflowRequest) -> MLflowError {
        MLflowError(
            .unexpectedAnswer,
            "\(shownBase) answered \(what); is it the address of an MLflow server?",
            operation: request.operation
        )
    }

    private static func query(_ pairs: [(name: String, value: String)]) -> String {
        guard !pairs.isEmpty else { return "" }
        return "?" + pairs.map { "\(PercentCoding.component($0.name))=\(PercentCoding.component($0.value))" }.joined(separator: "&")
    }
}

extension MLflowError {
    static func cancelled(_ operation: String?) -> MLflowError { MLflowError(.cancelled, "cancelled", operation: operation) }
}

/// Why a file of this machine could not be read or written.
struct FileProblem: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "\(path): \(reason)" }
}

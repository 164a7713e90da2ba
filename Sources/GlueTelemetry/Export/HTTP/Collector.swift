import AsyncHTTPClient
import Foundation
import GlueJSON
import GlueOTLP
import GlueRedaction
import GlueRetry
import NIOCore
import NIOHTTP1
import NIOSSL

/// The other end of an ``OTLPHTTPDestination``, and the connections to it.
final class Collector: Sendable {
    /// What came of one request.
    enum Verdict: Sendable {
        case final(ExportOutcome)
        case again(reason: String, retryAfter: Duration? = nil)
    }

    private let client: HTTPClient
    private let url: URL
    private let origin: Origin
    /// The address as it may be shown.
    private let shownURL: String
    private let headers: HTTPHeaders
    /// What another origin may see, too.
    private let publicHeaders: HTTPHeaders
    private let responseLimit: Int
    private static let redirectLimit = 5

    init(_ settings: OTLPHTTPSettings) throws(OTLPHTTPSettingsError) {
        shownURL = Redactor.secrets.redact(url: settings.endpoint)
        guard let url = URL(string: settings.endpoint), let origin = Origin(url) else { throw .endpoint(shownURL) }
        self.url = url
        self.origin = origin
        responseLimit = settings.responseLimit
        headers = try Self.headers(settings, own: settings.headers)
        publicHeaders = try Self.headers(settings, own: [])

        var configuration = HTTPClient.Configuration()
        // Else every export would make spans, which would be exported, for ever.
        configuration.tracing.tracer = nil
        // The client would take the settings' headers along wherever it is sent.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        // It would try again by itself until the deadline; attempts are ours to count.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = settings.proxy?.configuration
        if origin.scheme == "https" { configuration.tlsConfiguration = try settings.tls.configuration() }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client insists on it; one that was shut down says so, which is no news.
        client.shutdown { _ in }
    }

    func close() async { try? await client.shutdown() }

    private static func headers(
        _ settings: OTLPHTTPSettings,
        own: [OTLPHTTPSettings.Header]
    ) throws(OTLPHTTPSettingsError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for header in own {
            let name = header.name.trimmedOfBlanks
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte),
                header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
            else { throw .header(name: header.name) }
            headers.add(name: String(name), value: header.value)
        }
        // Nothing is appended to the type: some backends take no parameters.
        headers.replaceOrAdd(name: "Content-Type", value: settings.encoding == .json ? "application/json" : "application/x-protobuf")
        headers.remove(name: "Content-Length")
        headers.remove(name: "Content-Encoding")
        if settings.compression != .none { headers.add(name: "Content-Encoding", value: "gzip") }
        if !headers.contains(name: "User-Agent") {
            let exporter = "OTel-OTLP-Exporter-Swift/\(TelemetryVersion.current)"
            headers.add(name: "User-Agent", value: settings.product.map { "\($0) \(exporter)" } ?? exporter)
        }
        return headers
    }
}

// MARK: - One request

extension Collector {
    func send(_ body: ByteBuffer, within limit: Duration?) async -> Verdict {
        let deadline = limit.map { NIODeadline.now() + TimeAmount(clamping: $0) } ?? .distantFuture
        do {
            var target = url
            for _ in 0...Self.redirectLimit {
                var request = HTTPClientRequest(url: target.absoluteString)
                request.method = .POST
                request.headers = Origin(target) == origin ? headers : publicHeaders
                request.body = .bytes(body)
                let response = try await client.execute(request, deadline: deadline)
                let bytes = Array((try await response.body.collect(upTo: responseLimit)).readableBytesView)
                guard (300..<400).contains(response.status.code) else { return verdict(response, body: bytes) }
                guard let next = redirection(of: response, from: target) else { return .final(.refused(reason: redirected(response))) }
                target = next
            }
            return .final(.refused(reason: "\(shownURL) redirects for ever; set the endpoint to where the telemetry should go"))
        } catch is NIOTooManyBytesError {
            return .final(.refused(reason: "the answer of \(shownURL) is longer than \(responseLimit) bytes"))
        } catch let error as HTTPClientError {
            return .again(reason: "\(shownURL): \(error.shortDescription)")
        } catch is CancellationError {
            return .again(reason: "\(shownURL): the export was stopped")
        } catch is NIOSSLError {
            return .again(reason: "\(shownURL): no secure connection; check the certificate files and that the endpoint speaks TLS")
        } catch {
            return .again(reason: "\(shownURL): no connection; check the endpoint and whether the collector runs")
        }
    }

    /// Asks for the endpoint without a body: a server that takes only POST says so, which is an answer too.
    func health(within limit: Duration) async -> DestinationHealth {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.headers = headers
        request.headers.remove(name: "Content-Type")
        request.headers.remove(name: "Content-Encoding")
        do {
            let response = try await client.execute(request, deadline: .now() + TimeAmount(clamping: limit))
            let status = "\(response.status.code) \(response.status.reasonPhrase)"
            return [401, 403, 407].contains(response.status.code) ? .refusing(status) : .reachable(status)
        } catch let error as HTTPClientError {
            return .unreachable(error.shortDescription)
        } catch is NIOSSLError {
            return .unreachable("no secure connection; check the certificate files and that the endpoint speaks TLS")
        } catch {
            return .unreachable("no connection; check the endpoint and whether the collector runs")
        }
    }

    private func verdict(_ response: HTTPClientResponse, body: [UInt8]) -> Verdict {
        let type = response.headers.first(name: "Content-Type") ?? ""
        switch response.status.code {
        case 200..<300:
            // The records arrived, whatever the body is.
            guard let result = Self.result(body, type) else { return .final(.delivered()) }
            let message = result.errorMessage.isEmpty ? nil : shown(result.errorMessage)
            return .final(.delivered(rejected: Int(clamping: result.rejected), message: message))
        case 429, 502, 503, 504:
            return .again(reason: reason(response.status, body, type), retryAfter: RetryAfter.delay(in: response.headers))
        case 400, 422:
            return .final(.invalid(reason: reason(response.status, body, type)))
        case 413:
            return .final(.tooLarge)
        default:
            return .final(.refused(reason: reason(response.status, body, type)))
        }
    }

    /// By what the answer says it is: some backends answer protobuf to JSON, or the other way round.
    private static func result(_ body: [UInt8], _ type: String) -> OTLP.ExportResult? {
        guard type.lowercased().hasPrefix("application/json") else { return try? OTLP.ExportResult(protobuf: body) }
        return (try? JSONValue(parsing: body)).flatMap { try? OTLP.ExportResult(json: $0) }
    }

    private func reason(_ status: HTTPResponseStatus, _ body: [UInt8], _ type: String) -> String {
        let said = shown(ServerMessage.text(body, contentType: type))
        return "\(shownURL) answered \(status.code)\(said.isEmpty ? "" : ": \(said)")"
    }

    /// Where a request goes next; nil where it should not go there: to another method, nowhere, or from a secure place to
    /// one that is not.
    ///
    /// Source: RFC 9110, section 15.4.
    private func redirection(of response: HTTPClientResponse, from url: URL) -> URL? {
        guard [301, 302, 307, 308].contains(response.status.code), let location = response.headers.first(name: "Location"),
            let next = URL(string: location, relativeTo: url)?.absoluteURL, let place = Origin(next),
            !(origin.scheme == "https" && place.scheme == "http")
        else { return nil }
        return next
    }

    private func redirected(_ response: HTTPClientResponse) -> String {
        let place = response.headers.first(name: "Location").map { Redactor.secrets.redact(url: $0) } ?? "somewhere else"
        return "\(shownURL) redirects to \(place) with \(response.status.code); set the endpoint to where the telemetry should go"
    }

    /// What a server says may repeat what it was sent.
    private func shown(_ message: String) -> String { String(Redactor.secrets.redact(message).prefix(200)) }
}

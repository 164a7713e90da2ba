import AsyncHTTPClient
import Foundation
import GlueOTLP
import GlueRedaction
import GlueRetry
import NIOCore
import NIOHTTP1

/// The other end of an ``OTLPHTTPDestination``, and the connections to it.
final class Collector: Sendable {
    /// What came of one request.
    enum Verdict: Sendable {
        case final(ExportOutcome)
        case again(reason: String, retryAfter: Duration? = nil)
    }

    private let client: HTTPClient
    private let url: String
    /// The address as it may be shown.
    private let shownURL: String
    private let headers: HTTPHeaders
    private let responseLimit: Int

    init(_ settings: OTLPHTTPSettings) throws(OTLPHTTPSettingsError) {
        shownURL = Redactor.secrets.redact(url: settings.endpoint)
        guard let components = URLComponents(string: settings.endpoint), let scheme = components.scheme?.lowercased(),
            scheme == "http" || scheme == "https", components.host?.isEmpty == false
        else { throw .endpoint(shownURL) }
        url = settings.endpoint
        responseLimit = settings.responseLimit
        headers = try Self.headers(settings)

        var configuration = HTTPClient.Configuration()
        // Else every export would make spans, which would be exported, for ever.
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        // It would try again by itself until the deadline; attempts are ours to count.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client insists on it; one that was shut down says so, which is no news.
        client.shutdown { _ in }
    }

    func close() async { try? await client.shutdown() }

    private static func headers(_ settings: OTLPHTTPSettings) throws(OTLPHTTPSettingsError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for header in settings.headers {
            let name = header.name.trimmedOfBlanks
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte),
                header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
            else { throw .header(name: header.name) }
            headers.add(name: String(name), value: header.value)
        }
        // Nothing is appended to the type: some backends take no parameters.
        headers.replaceOrAdd(name: "Content-Type", value: "application/x-protobuf")
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
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = headers
        request.body = .bytes(body)
        do {
            let response = try await client.execute(request, deadline: limit.map { .now() + TimeAmount($0) } ?? .distantFuture)
            return verdict(response, body: try await response.body.collect(upTo: responseLimit))
        } catch is NIOTooManyBytesError {
            return .final(.refused(reason: "the answer of \(shownURL) is longer than \(responseLimit) bytes"))
        } catch let error as HTTPClientError {
            return .again(reason: "\(shownURL): \(error.shortDescription)")
        } catch is CancellationError {
            return .again(reason: "\(shownURL): the export was stopped")
        } catch {
            return .again(reason: "\(shownURL): no connection; check the endpoint and whether the collector runs")
        }
    }

    private func verdict(_ response: HTTPClientResponse, body: ByteBuffer) -> Verdict {
        let bytes = Array(body.readableBytesView)
        let type = response.headers.first(name: "Content-Type") ?? ""
        switch response.status.code {
        case 200..<300:
            // The spans arrived, whatever the body is.
            guard let result = try? OTLP.ExportResult(protobuf: bytes) else { return .final(.delivered()) }
            let message = result.errorMessage.isEmpty ? nil : shown(result.errorMessage)
            return .final(.delivered(rejected: Int(clamping: result.rejected), message: message))
        case 429, 502, 503, 504:
            return .again(reason: reason(response.status, bytes, type), retryAfter: RetryAfter.delay(in: response.headers))
        case 300..<400:
            let target = response.headers.first(name: "Location").map { Redactor.secrets.redact(url: $0) } ?? "somewhere else"
            return .final(.refused(reason: "\(shownURL) redirects to \(target); set the endpoint to where the spans should go"))
        case 413:
            return .final(.tooLarge)
        default:
            return .final(.refused(reason: reason(response.status, bytes, type)))
        }
    }

    private func reason(_ status: HTTPResponseStatus, _ body: [UInt8], _ type: String) -> String {
        let said = shown(ServerMessage.text(body, contentType: type))
        return "\(shownURL) answered \(status.code)\(said.isEmpty ? "" : ": \(said)")"
    }

    /// What a server says may repeat what it was sent.
    private func shown(_ message: String) -> String { String(Redactor.secrets.redact(message).prefix(200)) }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(isTooLong ? .max / 2 : max(nanoseconds, 0) + attoseconds / 1_000_000_000)
    }
}

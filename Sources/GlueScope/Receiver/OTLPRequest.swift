import GlueEncoding
import GlueJSON
import GlueOTLP
import HTTPTypes
import Hummingbird
import NIOCore

/// A request of an OTLP exporter, as far as its headers tell.
///
/// Source: OTLP specification, "OTLP/HTTP Request".
struct OTLPRequest {
    enum Compression {
        case none
        case gzip
    }

    let signal: OTLP.Signal
    let isJSON: Bool
    private let compression: Compression

    init(_ signal: OTLP.Signal, _ headers: HTTPFields) throws(ReceiverFailure) {
        self.signal = signal
        let type = headers[.contentType]?.split(separator: ";").first?.trimmed.lowercased()
        switch type {
        case "application/x-protobuf", "application/protobuf": isJSON = false
        case "application/json": isJSON = true
        default:
            throw ReceiverFailure(.unsupportedMediaType, "the content type must be application/x-protobuf or application/json")
        }
        switch headers[.contentEncoding]?.trimmed.lowercased() {
        case nil, "", "identity": compression = .none
        // Both are told from the bytes.
        case "gzip", "deflate": compression = .gzip
        case let other?:
            throw ReceiverFailure(.unsupportedMediaType, "the content encoding \(other.prefix(40)) is not known; gzip and deflate are")
        }
    }

    /// The body without its compression.
    func plain(_ body: [UInt8], _ settings: ScopeSettings) throws(ReceiverFailure) -> [UInt8] {
        guard case .gzip = compression, !body.isEmpty else { return body }
        let limit = min(settings.requestLimit, max(ScopeSettings.smallestSuspect, body.count * settings.compressionLimit))
        do {
            return try Gzip.decompress(body, limit: limit)
        } catch {
            if case .tooLarge = error { throw ReceiverFailure(.contentTooLarge, "\(error)") }
            throw ReceiverFailure(.badRequest, "\(error)")
        }
    }

    /// What the body holds.
    func telemetry(_ bytes: [UInt8]) throws(ReceiverFailure) -> TelemetryFile {
        guard !bytes.isEmpty else { return TelemetryFile() }
        do {
            if isJSON {
                let json = try JSONValue(parsing: bytes, depthLimit: Self.depthLimit)
                switch signal {
                case .traces: return TelemetryFile(traces: try OTLP.Traces(json: json))
                case .logs: return TelemetryFile(logs: try OTLP.Logs(json: json))
                case .metrics: return TelemetryFile(metrics: try OTLP.Metrics(json: json))
                }
            }
            switch signal {
            case .traces: return TelemetryFile(traces: try OTLP.Traces(protobuf: bytes))
            case .logs: return TelemetryFile(logs: try OTLP.Logs(protobuf: bytes))
            case .metrics: return TelemetryFile(metrics: try OTLP.Metrics(protobuf: bytes))
            }
        } catch {
            throw ReceiverFailure(.badRequest, "the body is no request of \(signal.rawValue): \(error)")
        }
    }

    /// A map in a map is four levels of JSON further in.
    private static let depthLimit = 4 * OTLP.AnyValue.depthLimit + 32
}

extension StringProtocol {
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        return String(self[start...].reversed().drop(while: \.isWhitespace).reversed())
    }
}

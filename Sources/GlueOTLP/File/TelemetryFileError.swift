public import GlueJSON

/// Why a file holds no telemetry that can be read.
public enum TelemetryFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case gzip(GzipError)
    /// A line, counted from 1, that is no JSON.
    case json(line: Int, JSONError)
    /// A line, counted from 1, that is JSON but no OTLP request.
    case notOTLP(line: Int, OTLPError)
    /// Bytes that are neither protobuf of a known message nor JSON: what protobuf stumbles over.
    case notTelemetry(OTLPError)

    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .gzip(let error): "\(error)"
        case .json(let line, let error): "line \(line): \(error)"
        case .notOTLP(let line, let error): "line \(line): \(error)"
        case .notTelemetry(let error): "neither OTLP protobuf nor OTLP/JSON lines; read as protobuf: \(error)"
        }
    }
}

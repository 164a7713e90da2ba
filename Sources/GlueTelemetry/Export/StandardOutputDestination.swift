import Foundation
import GlueJSON
public import GlueOTLP
import Synchronization

/// Writes what it is sent to standard output as OTLP/JSON, one request a line: to look at while developing, or for a
/// collector that reads what containers print.
///
/// Source: OpenTelemetry OTLP file exporter specification, "JSON lines".
public final class StandardOutputDestination: TelemetryDestination {
    public let name = "console"
    public let signals: Set<OTLP.Signal>
    public let wantsContent: Bool
    private let write: @Sendable ([UInt8]) throws -> Void

    public convenience init(signals: Set<OTLP.Signal> = Set(OTLP.Signal.allCases), wantsContent: Bool = false) {
        self.init(signals: signals, wantsContent: wantsContent) { try FileHandle.standardOutput.write(contentsOf: $0) }
    }

    init(signals: Set<OTLP.Signal>, wantsContent: Bool, write: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.signals = signals
        self.wantsContent = wantsContent
        self.write = write
    }

    public func export(_ batch: ExportBatch) async -> ExportOutcome {
        do {
            // One write a line: lines of other signals stay whole.
            try write(batch.json.bytes() + [UInt8(ascii: "\n")])
            return .delivered()
        } catch {
            return .refused(reason: "standard output takes nothing more: \(error)")
        }
    }
}

import GlueTelemetry

/// Packs what it is sent as a request would hold it, and forgets it.
struct FramingDestination: TelemetryDestination {
    let name = "framing"
    let wantsContent = true

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        _ = batch.protobuf
        return .delivered()
    }
}

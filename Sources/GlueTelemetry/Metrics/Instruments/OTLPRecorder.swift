import CoreMetrics
import GlueOTLP

/// Takes values as they are: for a distribution, or as the latest one.
final class OTLPRecorder: RecorderHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink

    init(key: HandlerKey, sink: MeasurementSink) {
        self.key = key
        self.sink = sink
    }

    func record(_ value: Int64) { sink.record(.int(value)) }
    func record(_ value: Double) { sink.record(.double(value)) }
}

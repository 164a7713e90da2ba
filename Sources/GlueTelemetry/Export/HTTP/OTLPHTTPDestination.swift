import AsyncHTTPClient
import GlueOTLP
import GlueRedaction
public import GlueRetry
import NIOCore

/// A collector, or any backend that takes OTLP over HTTP in protobuf.
///
/// ```swift
/// var settings = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: "https://collector.example.com"))
/// settings.headers = [.init("authorization", "Bearer \(token)")]
/// let telemetry = Telemetry(TelemetrySettings(destinations: [try OTLPHTTPDestination(settings)]))
/// ```
/// 429, 502, 503, 504 and broken connections are tried again, until the timeout is over; then the batch stays in the
/// queue and comes again. Any other status but success drops the batch. Redirects are not followed: they would take the
/// credentials along.
///
/// Source: OTLP specification, "OTLP/HTTP Request", "OTLP/HTTP Response".
public struct OTLPHTTPDestination: TelemetryDestination {
    public let name: String
    public var wantsContent: Bool { settings.wantsContent }
    private let settings: OTLPHTTPSettings
    private let collector: Collector
    private let clock: any Clock<Duration>
    private let randomness: Randomness

    /// - Parameters:
    ///   - name: Nil for the endpoint without credentials.
    ///   - clock: Measures timeout and waits.
    /// - Throws: ``OTLPHTTPSettingsError`` where nothing could be sent that way.
    public init(
        _ settings: OTLPHTTPSettings = OTLPHTTPSettings(),
        name: String? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        randomness: Randomness = .system
    ) throws(OTLPHTTPSettingsError) {
        self.settings = settings
        self.name = name ?? Redactor.secrets.redact(url: settings.endpoint)
        self.clock = clock
        self.randomness = randomness
        collector = try Collector(settings)
    }

    public func export(_ batch: ExportBatch) async -> ExportOutcome {
        let frame = RequestFrame(batch)
        guard frame.size <= settings.requestLimit else { return .tooLarge }
        return await export(body(frame), on: clock)
    }

    public func close() async { await collector.close() }

    private func body(_ frame: RequestFrame) -> ByteBuffer {
        switch settings.compression {
        case .none:
            var buffer = ByteBufferAllocator().buffer(capacity: frame.size)
            frame.write { buffer.writeBytes($0) }
            return buffer
        case .gzip(let level):
            var stream = GzipStream(level: level, expected: frame.size)
            frame.write { stream.append($0) }
            return ByteBuffer(bytes: stream.finish())
        }
    }

    private func export<C: Clock<Duration>>(_ body: ByteBuffer, on clock: C) async -> ExportOutcome {
        var randomness = randomness
        let end = settings.timeout.map { clock.now.advanced(by: $0) }
        var attempt = 0
        while true {
            attempt += 1
            let remaining = end.map { clock.now.duration(to: $0) }
            switch await collector.send(body, within: remaining) {
            case .final(let outcome):
                return outcome
            case .again(let reason, let retryAfter):
                // The destination's own wish is not cut to the backoff's maximum: the queue waits longer than an attempt may.
                let wait = retryAfter ?? settings.backoff.delay(afterAttempt: attempt, using: &randomness)
                if let end, clock.now.advanced(by: wait) >= end { return .unavailable(reason: reason, retryAfter: retryAfter) }
                guard (try? await clock.sleep(for: wait)) != nil else { return .unavailable(reason: reason, retryAfter: retryAfter) }
            }
        }
    }
}

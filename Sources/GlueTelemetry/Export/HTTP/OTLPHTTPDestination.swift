import AsyncHTTPClient
import GlueJSON
public import GlueOTLP
import GlueRedaction
public import GlueRetry
import NIOCore

/// A collector, or any backend that takes OTLP over HTTP, for one signal.
///
/// ```swift
/// var settings = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: "https://collector.example.com"))
/// settings.headers = [.init("authorization", "Bearer \(token)")]
/// let telemetry = Telemetry(TelemetrySettings(destinations: [try OTLPHTTPDestination(settings)]))
/// ```
/// 429, 502, 503, 504 and broken connections are tried again, until the timeout is over; then the batch stays in the
/// queue and comes again. 400, 413 and 422 halve the batch, so that one bad record costs no other. Any other status but
/// success drops the batch. A redirect is followed; to another origin it goes without the headers of the settings.
///
/// Source: OTLP specification, "OTLP/HTTP Request", "OTLP/HTTP Response".
public struct OTLPHTTPDestination: TelemetryDestination {
    public let name: String
    public var signals: Set<OTLP.Signal> { [settings.signal] }
    public var wantsContent: Bool { settings.wantsContent }
    public var concurrency: Int { settings.concurrency }
    private let settings: OTLPHTTPSettings
    private let profile: CompatibilityProfile
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
        profile = settings.profile.resolved(settings.headers)
        collector = try Collector(settings)
    }

    public func export(_ batch: ExportBatch) async -> ExportOutcome {
        if settings.encoding == .protobuf, profile == .none || batch.signal != .traces {
            let frame = RequestFrame(batch)
            return await export(size: frame.size, frame.write)
        }
        do throws(OTLPError) {
            return await export(try encoded(batch))
        } catch {
            return .refused(reason: "\(error)")
        }
    }

    /// Sends traces that no queue holds, such as those of a recording, as one request.
    ///
    /// Attempts are made as for a batch; what does not arrive is the caller's to keep.
    public func send(_ traces: OTLP.Traces) async -> ExportOutcome {
        let traces = profile.applied(to: traces)
        return await export(settings.encoding == .json ? traces.json.bytes() : traces.protobuf())
    }

    /// Passes on a request in protobuf that somebody else made.
    package func send(request bytes: [UInt8]) async -> ExportOutcome {
        guard settings.encoding == .json || profile != .none && settings.signal == .traces else { return await export(bytes) }
        do throws(OTLPError) {
            switch settings.signal {
            case .traces: return await send(try OTLP.Traces(protobuf: bytes))
            case .logs: return await export(try OTLP.Logs(protobuf: bytes).json.bytes())
            case .metrics: return await export(try OTLP.Metrics(protobuf: bytes).json.bytes())
            }
        } catch {
            return .refused(reason: "\(error)")
        }
    }

    /// The way for destinations that want something else than the queue holds.
    private func encoded(_ batch: ExportBatch) throws(OTLPError) -> [UInt8] {
        switch (batch.signal, settings.encoding) {
        case (.traces, .protobuf): profile.applied(to: try batch.traces()).protobuf()
        case (.traces, .json): profile.applied(to: try batch.traces()).json.bytes()
        case (_, .protobuf): batch.protobuf
        case (_, .json): try batch.json.bytes()
        }
    }

    private func export(_ bytes: [UInt8]) async -> ExportOutcome {
        await export(size: bytes.count) { place in
            bytes.withUnsafeBytes { place.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: $0.count) }
        }
    }

    private func export(size: Int, _ write: (UnsafeMutableRawPointer) -> Void) async -> ExportOutcome {
        guard size <= settings.requestLimit else { return .tooLarge }
        return await export(body(size: size, write), on: clock)
    }

    public func health(within limit: Duration) async -> DestinationHealth { await collector.health(within: limit) }

    public func close() async { await collector.close() }

    /// - Parameter write: Writes `size` bytes.
    private func body(size: Int, _ write: (UnsafeMutableRawPointer) -> Void) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: size)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
            if let place = room.baseAddress { write(place) }
            return size
        }
        guard case .gzip(let level) = settings.compression else { return buffer }
        // All at once: zlib takes many small pieces more slowly than it takes to copy them together.
        return buffer.withUnsafeReadableBytes { bytes in
            var stream = GzipStream(level: level, expected: size)
            stream.append(bytes)
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

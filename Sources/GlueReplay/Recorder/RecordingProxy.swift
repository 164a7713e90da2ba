public import AsyncHTTPClient
public import GlueLLM
import GlueOTLP
public import GlueRedaction
import GlueTelemetry
public import Logging
public import ServiceLifecycle
import Synchronization

/// A proxy in front of a model provider that records what passes, for clients in any language.
///
/// ```swift
/// let proxy = try RecordingProxy(upstream: "https://api.openai.com", file: "session.jsonl")
/// try await proxy.run()
/// ```
/// The client is pointed at it (`OPENAI_BASE_URL=http://127.0.0.1:PORT/v1`) and notices nothing: requests and answers pass as
/// they are, streams piece by piece as they come. What was asked and answered is in the file as spans, with the bytes and
/// times of each answer. Keys are never written: what the request is authorised with is taken out wherever it turns up, and
/// so is what ``redactor`` finds, before anything touches the disk.
public struct RecordingProxy: Service {
    /// What the path of every request is added to.
    public var upstream: String
    public var host: String
    /// 0 for any that is free.
    public var port: Int
    /// What must not be written.
    public var redactor: Redactor
    /// How much of each answer is kept as it came.
    public var recording: ResponseRecording
    /// How many bytes a request may have.
    public var requestLimit: Int
    public var logger: Logger
    /// Told where the proxy listens, once it does.
    public var onListening: @Sendable (ServerAddress) async -> Void
    let client: HTTPClient
    let telemetry: Telemetry
    let counts = RecordedCounts()

    /// - Parameters:
    ///   - upstream: The provider's address, without the path that clients add, such as `https://api.openai.com`.
    ///   - file: Where spans are appended, a line each.
    ///   - client: An HTTP client of your own, with tracing off, which you shut down yourself.
    /// - Throws: Where the address is none, or the file cannot be written.
    public init(
        upstream: String,
        file: String,
        host: String = "127.0.0.1",
        port: Int = 0,
        redactor: Redactor = .secrets,
        recording: ResponseRecording = .wire,
        requestLimit: Int = 64 << 20,
        logger: Logger = Logger(label: "gluellm.record"),
        client: HTTPClient? = nil,
        onListening: @escaping @Sendable (ServerAddress) async -> Void = { _ in }
    ) throws {
        // Tells what is wrong with an address.
        _ = try HTTPService(name: "upstream", baseURL: upstream)
        var upstream = Substring(upstream)
        while upstream.last == "/" { upstream.removeLast() }
        self.upstream = String(upstream)
        self.host = host
        self.port = port
        self.redactor = redactor
        self.recording = recording
        self.requestLimit = requestLimit
        self.logger = logger
        self.client = client ?? .untraced
        self.onListening = onListening
        telemetry = Telemetry(
            TelemetrySettings(
                resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "gluellm.record")]),
                sampler: AlwaysOnSampler(),
                limits: SpanLimits(attributes: .max, events: .max, links: .max, attributesPerEvent: .max, attributesPerLink: .max),
                // A recorder is often killed: what passed is in the file a moment later.
                batch: BatchSettings(delay: .milliseconds(50)),
                queue: QueueSettings(bytes: 1 << 28),
                destinations: [try RecordingFile(path: file)],
                redaction: redactor,
                logger: .silent
            )
        )
    }

    /// How many answers were recorded.
    public var recorded: Int { counts.recorded }

    /// Serves until the task is cancelled or the service group shuts down; then what was recorded is written to its end.
    ///
    /// - Throws: Where the port cannot be listened on.
    public func run() async throws {
        do {
            try await ProxyResponder(proxy: self).serve(on: host, port: port, logger: logger, onListening: onListening)
        } catch {
            await close()
            throw error
        }
        await close()
    }

    private func close() async {
        await telemetry.shutdown(within: .seconds(10))
        let ledger = telemetry.ledger
        let written = ledger.destinations.first?.acknowledged ?? 0
        guard written < ledger.ended else { return }
        logger.error("Not all of the recording could be written", metadata: ["spans": "\(ledger.ended - written)"])
    }
}

/// What a proxy has recorded so far.
final class RecordedCounts: Sendable {
    private let count = Atomic(0)

    var recorded: Int { count.load(ordering: .relaxed) }
    func add() { count.wrappingAdd(1, ordering: .relaxed) }
}

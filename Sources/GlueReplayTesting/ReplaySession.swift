import Foundation
public import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueReplay
import GlueSemantics
import GlueTelemetry
import Synchronization
public import Tracing

/// The recording that a test runs against, or that it makes.
///
/// ```swift
/// @Test(.replay("sessions/refund.jsonl"))
/// func refund() async throws {
///     let client = try ReplaySession.current.client(model: "openai:gpt-4o-mini", systemPrompt: "Be fair.")
///     #expect(try await client.complete("I want my money back.").text.contains("refund"))
/// }
/// ```
public final class ReplaySession: Sendable {
    /// The recording's file.
    public let path: String
    /// Whether the provider is asked for real and the recording is written.
    public let isRecording: Bool
    let matching: Matching
    private let redactor: Redactor
    private let book: AnswerBook?
    private let telemetry: Telemetry
    private let collector = TelemetryCollector()
    private let hasProvider = Mutex(false)

    @TaskLocal static var active: ReplaySession?

    /// The recording of the test that runs.
    ///
    /// - Throws: ``ReplayTestError/notInReplay`` outside of one.
    public static var current: ReplaySession {
        get throws(ReplayTestError) {
            guard let active else { throw .notInReplay }
            return active
        }
    }

    init(path: String, mode: ReplayMode, matching: Matching, redactor: Redactor) throws(ReplayTestError) {
        self.path = path
        self.matching = matching
        self.redactor = redactor
        let isThere = FileManager.default.fileExists(atPath: path)
        isRecording = mode == .record || mode == .recordMissing && !isThere
        telemetry = Telemetry(
            TelemetrySettings(
                sampler: AlwaysOnSampler(),
                limits: SpanLimits(attributes: .max, events: .max, links: .max, attributesPerEvent: .max, attributesPerLink: .max),
                queue: QueueSettings(bytes: 1 << 28),
                destinations: [collector],
                redaction: redactor
            )
        )
        guard !isRecording else {
            book = nil
            return
        }
        guard isThere else { throw .noRecording(path: path) }
        do {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            let recording = try Recording(try TelemetryFile(bytes: bytes))
            book = AnswerBook(recording.exchanges, embeddings: recording.embeddings, matching: matching, redactor: redactor)
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    /// Where the spans of the test go: those of a recording are written.
    public var tracer: any Tracer { telemetry.tracer }

    /// The provider to give to the code under test: the recording, or the real one where it is to be made.
    ///
    /// - Parameter live: Makes the provider that is asked where the recording is made; not called otherwise.
    public func provider(recording live: () throws -> any ModelProvider) throws -> any ModelProvider {
        guard let book else {
            hasProvider.withLock { $0 = true }
            return try live()
        }
        return MockProvider(book)
    }

    /// A client to give to the code under test. Where the recording is made it asks the provider that the model's name begins
    /// with, with its key out of the environment, and keeps answers as they came over the wire.
    ///
    /// - Parameter model: `provider:model`.
    public func client(model: String, systemPrompt: String? = nil, tools: [any Tool] = []) throws -> LLMClient {
        let name = model.split(separator: ":", maxSplits: 1).last.map(String.init) ?? model
        let live = isRecording ? try LLMClient(model: model) : nil
        var client = LLMClient(
            model: live?.model ?? name,
            provider: try provider { () throws(ReplayTestError) -> any ModelProvider in
                guard let live else { throw .noProvider(path: path) }
                return live.provider
            },
            systemPrompt: systemPrompt,
            tools: tools
        )
        return prepare(&client)
    }

    /// Has a client leave all that a recording needs: content, the wire, in the test's own trace.
    @discardableResult
    public func prepare(_ client: inout LLMClient) -> LLMClient {
        client.tracer = tracer
        client.redactor = redactor
        client.contentCapture = ContentCapture(onSpans: true, bound: ContentBound(bytes: 1 << 30))
        client.recording = .wire
        return client
    }

    /// Says whether all of the recording was asked for, or writes it.
    func finish() async throws(ReplayTestError) {
        guard let book else { return try await write() }
        guard book.unanswered == 0 else { throw .unanswered(path: path, count: book.unanswered) }
        let unused = book.unused.map(\.index)
        guard unused.isEmpty else { throw .unused(path: path, exchanges: unused) }
    }

    private func write() async throws(ReplayTestError) {
        guard hasProvider.withLock(\.self) else { throw .noProvider(path: path) }
        await telemetry.forceFlush(within: .seconds(60))
        let traces = collector.traces
        let places = SecretSearch(redactor).places(in: traces)
        guard places.isEmpty else { throw .secrets(path: path, places: places) }
        do {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(traces.recordingLines().joined()).write(to: url, options: .atomic)
        } catch {
            throw .unwritable(path: path, reason: error.localizedDescription)
        }
    }
}

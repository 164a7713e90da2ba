import Foundation
public import GlueOTLP
import GlueSemantics
import Logging
import Synchronization
public import Tracing

/// Appends spans that are to be recorded to a file as they end, one OTLP/JSON request a line.
///
/// ```swift
/// settings.record(to: try TraceFileProcessor(path: "run.jsonl"))
/// ```
/// A span is in the file when its `end()` has returned: a process that is killed leaves at most a piece of a line, which
/// whoever opens the file next cuts off. Spans without `ServiceContext.isRecorded`, such as those of calls that are made beside
/// the recorded run, are left out. Events and links are not written.
public final class TraceFileProcessor: SpanProcessor {
    private struct State {
        let file: FileHandle
        /// The recorded spans that have not ended.
        var open: Set<OTLP.SpanID> = []
        var hasFailed = false
    }
    private let state: Mutex<State>
    private let resource: OTLP.Resource?
    private let logger: Logger

    /// - Parameters:
    ///   - path: The file; what it holds is kept. It is made, for its owner alone, where it is missing.
    ///   - resource: What the spans are from.
    /// - Throws: ``TraceFileError`` where the file cannot be written to.
    public init(path: String, resource: OTLP.Resource? = nil) throws(TraceFileError) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TraceFileError(path: path, reason: String(cString: strerror(errno))) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try Self.cutTornLine(of: file)
        } catch {
            throw TraceFileError(path: path, reason: error.localizedDescription)
        }
        state = Mutex(State(file: file))
        self.resource = resource
        logger = Logger(label: "gluellm.telemetry")
    }

    /// Cuts off the piece of a line that a process left which was killed while it wrote: its span had not ended.
    private static func cutTornLine(of file: FileHandle) throws {
        let step: UInt64 = 65_536
        var end = try file.seekToEnd()
        while end > 0 {
            let start = end > step ? end - step : 0
            try file.seek(toOffset: start)
            let bytes = try file.read(upToCount: Int(end - start)) ?? Data()
            if let newline = bytes.lastIndex(of: UInt8(ascii: "\n")) {
                end = start + UInt64(newline - bytes.startIndex) + 1
                break
            }
            end = start
        }
        try file.truncate(atOffset: end)
    }

    public func onStart(_ span: OTLPSpan, parentContext: ServiceContext) {
        guard parentContext.isRecorded else { return }
        _ = state.withLock { $0.open.insert(span.spanContext.spanID) }
    }

    public func onEnd(_ span: FinishedSpan) {
        let isWanted = state.withLock { $0.open.remove(span.context.spanID) != nil }
        guard isWanted else { return }
        let traces = OTLP.Traces([
            OTLP.ResourceSpans(
                resource: resource,
                scopeSpans: [OTLP.ScopeSpans(scope: OTLP.Scope(name: String(span.fileID.prefix { $0 != "/" })), spans: [OTLP.Span(span)])]
            )
        ])
        let line = Data(TelemetryFile(traces: traces).bytes(.init(.jsonLines)))
        let failure = state.withLock { state -> (any Error)? in
            do {
                try state.file.write(contentsOf: line)
                return nil
            } catch {
                defer { state.hasFailed = true }
                return state.hasFailed ? nil : error
            }
        }
        if let failure { logger.error("A run cannot be recorded", metadata: ["reason": "\(failure.localizedDescription)"]) }
    }
}

/// Why a trace file cannot be written to.
public struct TraceFileError: Error, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String { "the trace cannot be written to \(path): \(reason)" }
}

extension TelemetrySettings {
    /// Writes the spans of recorded runs to a file, whatever the sampler decides on them.
    public mutating func record(to file: TraceFileProcessor) {
        sampler = RecordingSampler(sampler)
        processors.append(file)
    }
}

extension OTLP.Span {
    /// The span as it is exported, without events and links.
    package init(_ span: FinishedSpan) {
        self.init(
            traceID: span.context.traceID,
            spanID: span.context.spanID,
            parentSpanID: span.parentSpanID,
            name: span.name,
            kind: span.kind,
            startTimeUnixNano: span.startTimeUnixNano,
            endTimeUnixNano: span.endTimeUnixNano,
            attributes: span.attributes,
            status: span.status
        )
    }
}

import GlueLLM
import GlueOTLP
import GlueTelemetry
import Logging
import Tracing

/// The telemetry of one command: where its spans go, and what became of them.
struct TracedSession: Sendable {
    let telemetry: Telemetry
    /// What is written to a file at the end.
    private let collector: TelemetryCollector
    private let traceFile: String?

    var tracer: any Tracer { telemetry.tracer }
    let contentCapture: ContentCapture

    /// - Parameters:
    ///   - otlp: A collector's base URL; nil for the one that the environment names, if it names one.
    ///   - trace: A file that is to hold the whole trace with its content.
    ///   - record: A file to which the spans of a recorded run are appended as they end.
    init(otlp: String?, trace: String?, record: String? = nil) throws {
        let asked = ContentCapture.environment
        // A trace without content could not be replayed, so a file gets it; a collector only where it was asked for.
        contentCapture = trace == nil ? asked : .spans
        traceFile = trace
        collector = TelemetryCollector(name: "trace", wantsContent: true)
        var settings = TelemetrySettings(environment: Environment.forSpans(otlp: otlp))
        settings.destinations.append(collector)
        do {
            if let record { settings.record(to: try TraceFileProcessor(path: record, resource: settings.resource)) }
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        telemetry = Telemetry(settings)
    }

    /// Runs work while spans leave beside it.
    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async -> Result<Value, any Error> {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await telemetry.run() }
            let result: Result<Value, any Error>
            do {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            await telemetry.shutdown(within: .seconds(10))
            return result
        }
    }

    /// Writes the trace file and tells where spans were lost.
    func finish() -> Result<Void, CommandFailure> {
        let ledger = telemetry.ledger
        do throws(CommandFailure) {
            if let traceFile { try OutputFile.write(TelemetryFile(traces: collector.traces), to: traceFile) }
            for destination in ledger.destinations where destination.acknowledged < ledger.ended {
                let lost = ledger.ended - destination.acknowledged
                throw CommandFailure(.no, "\(Quantity.count(lost, "span")) of \(ledger.ended) did not reach \(destination.name)")
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// The trace of what ran.
    var traceID: OTLP.TraceID? { collector.traces.spans.first?.traceID }
}

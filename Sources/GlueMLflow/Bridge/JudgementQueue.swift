import GlueOTLP
import GlueTelemetry
import Logging
import Synchronization

/// Scores on their way to the traces that they judge.
///
/// MLflow takes none for a trace that it does not know yet, and traces arrive when they are exported: each is tried again for a
/// while.
final class JudgementQueue: Sendable {
    /// How long a trace may take to arrive.
    private static let patience = Duration.seconds(300)
    private static let pause = Duration.milliseconds(250)

    private struct Judgement: Sendable {
        var trace: String
        var assessment: Assessment
        var since: ContinuousClock.Instant
    }

    private struct State {
        var waiting: [Judgement] = []
        /// Where answers were given, by their ids; the latest of them.
        var places: [String: (OTLP.TraceID, OTLP.SpanID)] = [:]
        var order: [String] = []
        var lost = 0
    }

    private let client: MLflowClient
    private let bound: Int
    private let state = Mutex(State())

    init(_ client: MLflowClient, bound: Int) {
        self.client = client
        self.bound = bound
    }

    /// Notes which span an answer came from.
    func note(response: String, of trace: OTLP.TraceID, _ span: OTLP.SpanID) {
        state.withLock { state in
            if state.places.updateValue((trace, span), forKey: response) == nil { state.order.append(response) }
            guard state.order.count > bound else { return }
            // Half at once: one by one would move the rest each time.
            for old in state.order.prefix(bound / 2) { state.places[old] = nil }
            state.order.removeFirst(bound / 2)
        }
    }

    func place(ofResponse id: String) -> (trace: OTLP.TraceID, span: OTLP.SpanID)? { state.withLock { $0.places[id] } }

    func add(_ assessment: Assessment, to trace: String) {
        state.withLock { state in
            guard state.waiting.count < bound else { return state.lost += 1 }
            state.waiting.append(Judgement(trace: trace, assessment: assessment, since: .now))
        }
    }

    /// Puts them to their traces, until something happens; then once more what is there.
    func run(until stop: Event) async {
        while !stop.hasHappened, !Task.isCancelled {
            await putAll()
            _ = await withDeadline(Self.pause, or: stop, clock: ContinuousClock()) { try? await Task.sleep(for: .seconds(1_000_000)) }
        }
        // The telemetry has been shut down before, with all its traces sent.
        await putAll()
        let left = state.withLock { $0.waiting.count + $0.lost }
        if left > 0 { client.logger.error("scores found no trace in MLflow", metadata: ["scores": "\(left)"]) }
    }

    private func putAll() async {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for judgement in waiting {
            do throws(MLflowError) {
                try await client.assess(trace: judgement.trace, judgement.assessment)
            } catch {
                let isEarly = error.kind == .doesNotExist || error.isTransient || error.kind == .cancelled
                guard isEarly, ContinuousClock.now - judgement.since < Self.patience else {
                    client.logger.error("a score is not put to its trace", metadata: ["trace": "\(judgement.trace)", "reason": "\(error)"])
                    continue
                }
                state.withLock { $0.waiting.append(judgement) }
            }
        }
    }
}

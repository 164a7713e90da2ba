import GlueOTLP
import ServiceContextModule
import Synchronization

/// Chooses the measurements of a series that are kept with the span that they were taken in.
final class ExemplarSampler: Sendable {
    private let filter: ExemplarFilter
    private let clock: SpanClock
    private let reservoir: Mutex<ExemplarReservoir>

    init(filter: ExemplarFilter, clock: SpanClock, reservoir: ExemplarReservoir) {
        self.filter = filter
        self.clock = clock
        self.reservoir = Mutex(reservoir)
    }

    /// Offers a measurement that was just taken.
    ///
    /// A measurement that would have to wait for another is not offered: exemplars are a sample, and the hot path is not
    /// to queue for one.
    func offer(_ number: OTLP.Number, bucket: Int = 0, filtered: [OTLP.KeyValue]) {
        guard filter != .alwaysOff else { return }
        let span = ServiceContext.current?.spanContext
        guard filter == .alwaysOn || span?.isSampled == true else { return }
        _ = reservoir.withLockIfAvailable { reservoir in
            reservoir.offer(bucket: bucket) {
                var exemplar = OTLP.Exemplar()
                exemplar.filteredAttributes = filtered
                exemplar.timeUnixNano = clock.now
                exemplar.value = number
                exemplar.traceID = span?.traceID ?? .none
                exemplar.spanID = span?.spanID ?? .none
                return exemplar
            }
        }
    }

    /// Takes out what was kept since the last time.
    func take() -> [OTLP.Exemplar] {
        guard filter != .alwaysOff else { return [] }
        return reservoir.withLock { $0.take() }
    }
}

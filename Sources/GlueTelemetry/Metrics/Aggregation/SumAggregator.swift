import GlueOTLP
import Synchronization

/// Adds measurements up without a lock.
final class SumAggregator: Aggregator {
    private let ints = Atomic<Int64>(0)
    private let doubles = Atomic<Double>(0)
    /// Whether the sum is told as a floating-point number.
    private let isFloating: Bool
    private let exemplars: ExemplarSampler

    init(isFloating: Bool, exemplars: ExemplarSampler) {
        self.isFloating = isFloating
        self.exemplars = exemplars
    }

    func record(_ number: OTLP.Number, filtered: [OTLP.KeyValue]) {
        switch number {
        case .int(let value):
            ints.wrappingAdd(value, ordering: .relaxed)
        case .double(let value):
            // One value that is none would be all that is ever told of the series.
            guard value.isFinite else { return }
            var seen = doubles.load(ordering: .relaxed)
            while true {
                let (done, now) = doubles.weakCompareExchange(expected: seen, desired: seen + value, ordering: .relaxed)
                if done { break }
                seen = now
            }
        }
        exemplars.offer(number, filtered: filtered)
    }

    func drain() -> Drained? {
        let int = ints.exchange(0, ordering: .relaxed)
        let double = doubles.exchange(0, ordering: .relaxed)
        let exemplars = exemplars.take()
        guard int != 0 || double != 0 || !exemplars.isEmpty else { return nil }
        return Drained(aggregate: .sum(isFloating ? .double(Double(int) + double) : .int(int)), exemplars: exemplars)
    }
}

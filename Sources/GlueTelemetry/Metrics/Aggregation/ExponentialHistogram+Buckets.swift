import Glibc

extension ExponentialHistogram {
    /// Counts from the lowest bucket that holds any to the highest.
    package struct Buckets: Sendable, Hashable {
        /// The index of the first count.
        private(set) var first = 0
        private(set) var counts: [UInt64] = []

        init() {}

        /// - Parameter room: How many buckets fit without another allocation.
        init(room: Int) { counts.reserveCapacity(room) }

        var range: ClosedRange<Int>? { counts.isEmpty ? nil : first...(first + counts.count - 1) }

        /// How often two buckets have to become one before a range of others fits with these.
        func excess(including other: ClosedRange<Int>, limit: Int) -> Int {
            var low = Swift.min(other.lowerBound, range?.lowerBound ?? other.lowerBound)
            var high = Swift.max(other.upperBound, range?.upperBound ?? other.upperBound)
            var steps = 0
            while high - low >= limit {
                low >>= 1
                high >>= 1
                steps += 1
            }
            return steps
        }

        mutating func add(_ count: UInt64, at index: Int) {
            if counts.isEmpty { first = index }
            if index < first {
                counts.insert(contentsOf: repeatElement(0, count: first - index), at: 0)
                first = index
            }
            let position = index - first
            if position >= counts.count { counts.append(contentsOf: repeatElement(0, count: position - counts.count + 1)) }
            counts[position] += count
        }

        mutating func merge(_ other: Buckets) {
            for (position, count) in other.counts.enumerated() where count > 0 { add(count, at: other.first + position) }
        }

        /// Makes one bucket of 2^steps. The counts move towards the front, within their memory.
        mutating func coarsen(by steps: Int) {
            guard !counts.isEmpty, steps > 0 else { return }
            let coarseFirst = first >> steps
            for position in counts.indices {
                let count = counts[position]
                counts[position] = 0
                counts[((first + position) >> steps) - coarseFirst] += count
            }
            counts.removeLast(counts.count - 1 - (((first + counts.count - 1) >> steps) - coarseFirst))
            first = coarseFirst
        }
    }

    /// The bucket of a positive number: (base^index, base^(index + 1)], the upper bound included.
    static func bucket(of value: Double, scale: Int) -> Int {
        let exponent = Int(value.exponent)
        let isPowerOfTwo = value.significand == 1
        if scale <= 0 { return (exponent - (isPowerOfTwo ? 1 : 0)) >> -scale }
        if isPowerOfTwo { return (exponent << scale) - 1 }
        // The logarithm may be off by one at a power of two, whose buckets are known.
        let logarithm = Int((log2(value.significand) * Double(1 << scale)).rounded(.down))
        return (exponent << scale) + Swift.min(Swift.max(logarithm, 0), (1 << scale) - 1)
    }

    /// The upper bound of a bucket, inclusive.
    static func upperBound(ofBucket index: Int, scale: Int) -> Double { exp2(Double(index + 1) * exp2(-Double(scale))) }
}

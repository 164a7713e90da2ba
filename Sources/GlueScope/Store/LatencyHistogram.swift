import Glibc

/// How long things took, in buckets of which sixteen make a factor of two, so that percentiles are right within a twentieth.
///
/// Every sixteenth bound is one of those that the GenAI conventions advise (10 ms, 20 ms, … 81.92 s): what is counted once serves
/// percentiles and a Prometheus histogram.
struct LatencyHistogram: Sendable, Hashable {
    /// By bucket; those at the end that are empty are left out.
    private(set) var counts: [UInt64] = []

    /// The bucket up to 10 ms. Below it lie microseconds, above it days.
    private static let reference = 16 * 14
    private static let last = 16 * 35
    private static let perFactorOfTwo = 16

    /// The upper bound of a bucket, in seconds.
    static func bound(_ bucket: Int) -> Double { 0.01 * exp2(Double(bucket - reference) / Double(perFactorOfTwo)) }

    /// - Parameter microseconds: Less than nothing counts as nothing.
    mutating func add(_ microseconds: Int64) {
        let bucket = Self.bucket(microseconds)
        if counts.count <= bucket { counts += [UInt64](repeating: 0, count: bucket - counts.count + 1) }
        counts[bucket] += 1
    }

    private static func bucket(_ microseconds: Int64) -> Int {
        guard microseconds > 0 else { return 0 }
        // A little less, so that what lies on a bound counts as below it in spite of rounding.
        let place = (Double(perFactorOfTwo) * log2(Double(microseconds) / 10_000) - 1e-9).rounded(.up)
        return min(max(Int(place) + reference, 0), last)
    }

    static func += (left: inout LatencyHistogram, right: LatencyHistogram) {
        if left.counts.count < right.counts.count {
            left.counts += [UInt64](repeating: 0, count: right.counts.count - left.counts.count)
        }
        for (bucket, count) in right.counts.enumerated() { left.counts[bucket] += count }
    }

    /// In seconds; nil where nothing was counted.
    func quantile(_ share: Double) -> Double? {
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = share * Double(total)
        var below: UInt64 = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            if Double(below + count) >= rank {
                let low = bucket == 0 ? 0 : Self.bound(bucket - 1)
                return low + (Self.bound(bucket) - low) * max(rank - Double(below), 0) / Double(count)
            }
            below += count
        }
        return Self.bound(counts.count - 1)
    }

    /// How many took at most as long as a bound of the conventions: `0.01 * 2^power` seconds.
    func count(upToPower power: Int) -> UInt64 { counts.prefix(Self.reference + Self.perFactorOfTwo * power + 1).reduce(0, +) }

    // MARK: Bytes

    /// Runs of empty buckets and counts, as varints.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: UInt64) {
            var rest = number
            while rest >= 0x80 {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        var empty: UInt64 = 0
        for count in counts {
            if count == 0 {
                empty += 1
            } else {
                append(empty)
                append(count)
                empty = 0
            }
        }
        return bytes
    }

    /// What is no histogram reads as far as it is one.
    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func next() -> UInt64? {
            var number: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return number }
            }
            return nil
        }
        while let empty = next(), let count = next(), counts.count + Int(clamping: empty) <= Self.last {
            counts += [UInt64](repeating: 0, count: Int(empty)) + [count]
        }
    }

    init() {}
}

/// Tells in one pass over a text, without allocating, which of many detectors may find something in it.
///
/// A table says of each pair of bytes whether the landmarks of any detector begin with it; seven bits of the first and six of
/// the second are enough for that. Most places of most texts need one look into the table and nothing more.
// Unchecked: the table is written before the initializer returns and only read from then on.
final class Prefilter: @unchecked Sendable {
    /// A bit for each detector, the last for what hides behind escapes.
    typealias Marks = UInt64
    static let escaped: Marks = 1 << 63
    /// Detectors beyond this one share its bit.
    static let lastDetector = 62

    /// Number 0 for pairs at which nothing begins, else the number of a bucket. Eight kilobytes: it stays in the cache.
    private let table: UnsafeMutablePointer<UInt8>
    private static let size = 1 << 13
    private let buckets: [[(landmark: Landmark, mark: Marks)]]
    /// Of detectors that have no landmarks.
    private let always: Marks
    /// No detector finds anything in a text of fewer bytes.
    let shortest: Int

    /// - Parameter detectors: In the order of their bits.
    init(_ detectors: [Detector]) {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.size)
        table.initialize(repeating: 0, count: Self.size)
        var buckets: [[(landmark: Landmark, mark: Marks)]] = [[]]
        var always: Marks = 0
        func add(_ landmark: Landmark, _ mark: Marks) {
            for slot in Self.slots(landmark) {
                if table[slot] == 0 {
                    if buckets.count <= Int(UInt8.max) { buckets.append([]) }
                    table[slot] = UInt8(buckets.count - 1)
                }
                buckets[Int(table[slot])].append((landmark, mark))
            }
        }
        for (index, detector) in detectors.enumerated() {
            let mark: Marks = 1 << UInt64(min(index, Self.lastDetector))
            guard let landmarks = detector.landmarks else {
                always |= mark
                continue
            }
            for landmark in landmarks { add(landmark, mark) }
        }
        if !detectors.isEmpty { for landmark in Landmark.escapes { add(landmark, Self.escaped) } }
        if detectors.contains(where: \.findsEscapable) { add(.anyEscape, Self.escaped) }
        self.table = table
        self.buckets = buckets
        self.always = always
        shortest = detectors.map(\.shortest).min() ?? .max
    }

    deinit { table.deallocate() }

    /// The detectors that may find something.
    func marks(in text: UnsafeBufferPointer<UInt8>) -> Marks {
        guard text.count >= shortest, let bytes = text.baseAddress else { return 0 }
        var marks = always
        var first = bytes[0]
        let last = text.count - 1
        for position in 0..<last {
            let next = bytes[position + 1]
            let bucket = table[Self.slot(first, next)]
            first = next
            if bucket != 0 { marks |= self.marks(of: Int(bucket), in: text, at: position) }
        }
        // After the last byte any other will do: the landmark itself is compared with what is there.
        let bucket = table[Self.slot(first, 0)]
        return bucket == 0 ? marks : marks | self.marks(of: Int(bucket), in: text, at: last)
    }

    @inline(never)
    private func marks(of bucket: Int, in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Marks {
        var marks: Marks = 0
        for (landmark, mark) in buckets[bucket] where marks & mark == 0 && landmark.stands(in: text, at: position) { marks |= mark }
        return marks
    }

    @inline(__always)
    private static func slot(_ first: UInt8, _ second: UInt8) -> Int { Int(first & 127) << 6 | Int(second & 63) }

    /// Every pair of bytes with which a landmark may begin.
    private static func slots(_ landmark: Landmark) -> Set<Int> {
        func forms(_ byte: UInt8) -> [UInt8] { landmark.ignoresCase && byte.isLetter ? [byte, byte ^ 0x20] : [byte] }
        let seconds = landmark.bytes.count > 1 ? forms(landmark.bytes[1]) : Array(0..<64)
        return Set(forms(landmark.bytes[0]).flatMap { first in seconds.map { slot(first, $0) } })
    }
}

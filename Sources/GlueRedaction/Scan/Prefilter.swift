/// Tells in one pass over a text, without allocating, which of many detectors may find something in it.
///
/// A table says of each pair of bytes whether the landmarks of any detector begin with it; six bits of each byte are enough
/// for that. Most places of most texts need one look into the table and nothing more.
final class Prefilter: Sendable {
    /// A bit for each detector, the last for what hides behind escapes.
    typealias Marks = UInt64
    static let escaped: Marks = 1 << 63
    /// Detectors beyond this one share its bit.
    static let lastDetector = 62

    /// Number 0 for pairs at which nothing begins, else the number of a bucket. Four kilobytes: it stays in the cache.
    private let table: [UInt8]
    private let buckets: [[(landmark: Landmark, mark: Marks)]]
    /// Of detectors that have no landmarks.
    private let always: Marks
    private let shortest: Int

    /// - Parameter detectors: In the order of their bits.
    init(_ detectors: [Detector]) {
        var table = [UInt8](repeating: 0, count: 4096)
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

    /// The detectors that may find something.
    func marks(in text: UnsafeBufferPointer<UInt8>) -> Marks {
        guard text.count >= shortest else { return 0 }
        var marks = always
        table.withUnsafeBufferPointer { table in
            var pair = Int(text[0] & 63)
            for position in 0..<text.count {
                // After the last byte any other will do: the landmark itself is compared with what is there.
                let next = position + 1 < text.count ? text[position + 1] : 0
                pair = (pair << 6 | Int(next & 63)) & 4095
                let bucket = table[pair]
                guard bucket != 0 else { continue }
                marks |= self.marks(of: Int(bucket), in: text, at: position)
            }
        }
        return marks
    }

    @inline(never)
    private func marks(of bucket: Int, in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Marks {
        var marks: Marks = 0
        for (landmark, mark) in buckets[bucket] where marks & mark == 0 && landmark.stands(in: text, at: position) { marks |= mark }
        return marks
    }

    /// Every pair of bytes with which a landmark may begin.
    private static func slots(_ landmark: Landmark) -> Set<Int> {
        func forms(_ byte: UInt8) -> Set<Int> {
            landmark.ignoresCase && byte.isLetter ? [Int(byte & 63), Int((byte ^ 0x20) & 63)] : [Int(byte & 63)]
        }
        let seconds = landmark.bytes.count > 1 ? forms(landmark.bytes[1]) : Set(0..<64)
        return Set(forms(landmark.bytes[0]).flatMap { first in seconds.map { first << 6 | $0 } })
    }
}

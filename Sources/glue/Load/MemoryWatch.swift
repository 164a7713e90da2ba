import CMalloc
import Foundation
import Synchronization

/// The memory of this process over time.
final class MemoryWatch: Sendable {
    /// What came of it, in bytes.
    struct Figures: Sendable {
        var resident = 0
        var peak = 0
        /// Of the resident memory, what the program holds; the rest is what the C library keeps for later, which grows for a
        /// while where many threads ask for memory and give it back to each other.
        var inUse = 0
        /// Bytes a minute of the resident memory after the first thirty seconds, in which buffers and threads find their size,
        /// by least squares; nil where that is less than five looks.
        var slope: Double?
        /// The same of what the program holds.
        var slopeInUse: Double?
    }

    private struct Look {
        var seconds: Double
        var resident: Int
        var inUse: Int
    }

    private let looks = Mutex<[Look]>([])
    private let start = ContinuousClock.now
    private static let warmUp = 30.0

    /// Source: proc(5), `/proc/pid/statm`: pages, the second number being those that are resident.
    static var resident: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * Int(getpagesize()) : 0
    }

    /// Source: mallinfo(3), over all arenas: small and large blocks that were asked for and not given back.
    private static var inUse: Int {
        let info = mallinfo2()
        return Int(clamping: info.uordblks) + Int(clamping: info.hblkhd)
    }

    func look() {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        looks.withLock { $0.append(Look(seconds: seconds, resident: Self.resident, inUse: Self.inUse)) }
    }

    var figures: Figures {
        let looks = looks.withLock { $0 }
        let resident = Self.resident
        let late = looks.filter { $0.seconds > Self.warmUp }
        return Figures(
            resident: resident,
            peak: max(resident, looks.map(\.resident).max() ?? 0),
            inUse: Self.inUse,
            slope: Self.slope(late.map { ($0.seconds, Double($0.resident)) }),
            slopeInUse: Self.slope(late.map { ($0.seconds, Double($0.inUse)) })
        )
    }

    /// By least squares, a minute.
    private static func slope(_ points: [(seconds: Double, bytes: Double)]) -> Double? {
        guard points.count >= 5 else { return nil }
        let count = Double(points.count)
        let time = points.reduce(0) { $0 + $1.seconds } / count
        let mean = points.reduce(0) { $0 + $1.bytes } / count
        let covariance = points.reduce(0) { $0 + ($1.seconds - time) * ($1.bytes - mean) }
        return 60 * covariance / points.reduce(0) { $0 + ($1.seconds - time) * ($1.seconds - time) }
    }
}

import Foundation
import Synchronization

/// The resident memory of this process over time.
final class MemoryWatch: Sendable {
    /// What came of it, in bytes.
    struct Figures: Sendable {
        var resident = 0
        var peak = 0
        /// Bytes a minute after the first thirty seconds, in which buffers and threads find their size, by least squares; nil
        /// where that is less than five looks.
        var slope: Double?
    }

    private let looks = Mutex<[(seconds: Double, bytes: Int)]>([])
    private let start = ContinuousClock.now
    private static let warmUp = 30.0

    /// Source: proc(5), `/proc/pid/statm`: pages, the second number being those that are resident.
    private static var resident: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * Int(getpagesize()) : 0
    }

    func look() {
        let bytes = Self.resident
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        looks.withLock { $0.append((seconds, bytes)) }
    }

    var figures: Figures {
        let looks = looks.withLock { $0 }
        let resident = Self.resident
        var figures = Figures(resident: resident, peak: max(resident, looks.map(\.bytes).max() ?? 0))
        let late = looks.filter { $0.seconds > Self.warmUp }
        guard late.count >= 5 else { return figures }
        let count = Double(late.count)
        let time = late.reduce(0) { $0 + $1.seconds } / count
        let mean = late.reduce(0) { $0 + Double($1.bytes) } / count
        let covariance = late.reduce(0) { $0 + ($1.seconds - time) * (Double($1.bytes) - mean) }
        figures.slope = 60 * covariance / late.reduce(0) { $0 + ($1.seconds - time) * ($1.seconds - time) }
        return figures
    }
}

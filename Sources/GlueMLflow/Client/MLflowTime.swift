public import Foundation
import GlueJSON

/// A moment as MLflow keeps it: whole milliseconds since 1970 in UTC.
///
/// The server takes a fraction for 0, and drops the point behind it.
public struct MLflowTime: Sendable, Hashable, Comparable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// - Parameter date: Cut to the millisecond below.
    public init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1000).rounded(.down)
        milliseconds = Int64(exactly: exact) ?? (exact > 0 ? .max : .min)
    }

    public static var now: MLflowTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return MLflowTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    public static func < (left: MLflowTime, right: MLflowTime) -> Bool { left.milliseconds < right.milliseconds }

    var json: JSONValue { .integer(milliseconds) }
}

import Hummingbird

/// The time that figures are about.
enum TimeRange: String, CaseIterable {
    case hour = "1h"
    case day = "24h"
    case week = "7d"
    case all

    init(_ request: Request) { self = request.parameters["range"].flatMap { TimeRange(rawValue: $0) } ?? .all }

    var text: String {
        switch self {
        case .hour: "Hour"
        case .day: "Day"
        case .week: "Week"
        case .all: "All"
        }
    }

    /// The minutes since 1970 from which on it counts; nil for all that was ever counted.
    func firstMinute(now: Int64) -> Int64? {
        switch self {
        case .hour: now / 60 - 60
        case .day: now / 60 - 24 * 60
        case .week: now / 60 - 7 * 24 * 60
        case .all: nil
        }
    }

    var view: [View] { Self.allCases.map { View(dictionaryLiteral: ("name", $0.rawValue), ("text", $0.text), ("isHere", $0 == self)) } }
}

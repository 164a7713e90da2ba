import Foundation
import GlueLLM

/// The time, for a model that has no clock.
struct ClockTool: Tool {
    struct Arguments: Decodable { var timeZone: String? }

    let name = "clock"
    let description = "The current date and time in a time zone"
    let parameters = JSONSchema.object(
        ["timeZone": .string("An IANA name such as Europe/Lisbon; UTC where it is left out")],
        required: []
    )

    func call(arguments: Arguments) async throws -> String {
        let name = arguments.timeZone ?? "UTC"
        guard let zone = TimeZone(identifier: name) else {
            throw ToolFailure(type: "unknown_time_zone", message: "There is no time zone \(name); use a name such as Europe/Lisbon.")
        }
        let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().timeZone(separator: .colon).time(
            includingFractionalSeconds: false
        )
        return Date.now.formatted(style)
    }
}

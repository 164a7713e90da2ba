import ArgumentParser
import GlueReplay

/// `--speed`.
struct SpeedOption: ParsableArguments {
    @Option(help: "max for no waiting, or a factor of the recorded speed, such as 1.")
    var speed = "max"

    var value: ReplaySpeed { speed == "max" ? .max : .recorded(factor: Double(speed) ?? 1) }

    func validate() throws {
        guard speed == "max" || Double(speed).map({ $0 > 0 && $0.isFinite }) == true else {
            throw ValidationError("--speed \(speed): use max or a number greater than 0")
        }
    }
}

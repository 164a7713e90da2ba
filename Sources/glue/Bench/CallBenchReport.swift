import GlueJSON

/// What `glue bench call` answers.
struct CallBenchReport {
    private var raw: [Duration] = []
    private var untraced: [Duration] = []
    private var traced: [Duration] = []
    private var captured: [Duration] = []

    mutating func add(raw: Duration, untraced: Duration, traced: Duration, captured: Duration) {
        self.raw.append(raw)
        self.untraced.append(untraced)
        self.traced.append(traced)
        self.captured.append(captured)
    }

    var json: JSONValue {
        [
            "calls": .integer(Int64(raw.count)),
            "raw_us": Self.median(raw),
            "untraced_us": Self.median(untraced),
            "traced_us": Self.median(traced),
            "captured_us": Self.median(captured),
        ]
    }

    /// In microseconds, with one decimal.
    private static func median(_ times: [Duration]) -> JSONValue {
        guard !times.isEmpty else { return .null }
        let median = times.sorted()[times.count / 2]
        return .number((median / .microseconds(0.1)).rounded() / 10)
    }
}

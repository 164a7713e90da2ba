import GlueJSON

/// What `glue bench crowd` answers.
struct CrowdReport: Sendable {
    var answers: Int
    var failures: Int
    var seconds: Duration
    var memory: MemoryWatch.Figures

    var json: JSONValue {
        [
            "answers": .integer(Int64(answers)),
            "failures": .integer(Int64(failures)),
            "seconds": .number(((seconds / .milliseconds(1)).rounded()) / 1000),
            "answers_per_second": .number((Double(answers) / (seconds / .seconds(1))).rounded()),
            "memory": memory.json,
        ]
    }
}

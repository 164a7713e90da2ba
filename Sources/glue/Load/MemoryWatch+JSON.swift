import GlueJSON

extension MemoryWatch.Figures {
    var json: JSONValue {
        [
            "resident_bytes": .integer(Int64(resident)),
            "peak_bytes": .integer(Int64(peak)),
            "slope_bytes_per_minute": slope.map { .number($0.rounded()) } ?? .null,
        ]
    }
}

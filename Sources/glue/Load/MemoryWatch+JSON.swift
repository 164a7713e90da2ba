import GlueJSON

extension MemoryWatch.Figures {
    var json: JSONValue {
        [
            "resident_bytes": .integer(Int64(resident)),
            "peak_bytes": .integer(Int64(peak)),
            "in_use_bytes": .integer(Int64(inUse)),
            "slope_bytes_per_minute": slope.map { .number($0.rounded()) } ?? .null,
            "slope_in_use_bytes_per_minute": slopeInUse.map { .number($0.rounded()) } ?? .null,
        ]
    }
}

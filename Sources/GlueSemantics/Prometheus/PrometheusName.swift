/// Names as Prometheus has them: of what its endpoint tells, and of what dashboards and rules ask for.
///
/// Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility", "Metric Metadata" and "Metric Attributes".
package enum PrometheusName {
    /// The name of a metric without the suffixes of its type, its unit at the end.
    package static func metric(_ name: String, unit: String, isCounter: Bool) -> String {
        var name = sanitized(name, allowsColon: true)
        if isCounter, name.hasSuffix("_total") { name.removeLast("_total".count) }
        guard !unit.isEmpty, name != unit, !name.hasSuffix("_\(unit)") else { return name }
        return "\(name)_\(unit)"
    }

    package static func label(_ key: String) -> String { sanitized(key, allowsColon: false) }

    /// What is not allowed becomes `_`, several of them one.
    private static func sanitized(_ name: String, allowsColon: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count + 1)
        for scalar in name.unicodeScalars {
            let byte: UInt8
            switch scalar {
            case "a"..."z", "A"..."Z": byte = UInt8(scalar.value)
            case "0"..."9":
                if bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
                byte = UInt8(scalar.value)
            case ":" where allowsColon: byte = UInt8(scalar.value)
            default: byte = UInt8(ascii: "_")
            }
            if byte == UInt8(ascii: "_"), bytes.last == byte { continue }
            bytes.append(byte)
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    /// A unit of UCUM in words; empty where Prometheus has none for it, as for numbers of things.
    ///
    /// - Parameter isGauge: `1` is a ratio only for gauges: sums of unit 1 mostly count something.
    package static func unit(_ unit: String, isGauge: Bool) -> String {
        if unit == "1" { return isGauge ? "ratio" : "" }
        let parts = withoutAnnotations(unit).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first else { return "" }
        let whole = first == "1" ? "" : words[first] ?? first
        let per = parts.count > 1 ? singular[parts[1]] ?? parts[1] : ""
        let joined = per.isEmpty ? whole : "\(whole)_per_\(per)"
        let name = sanitized(joined, allowsColon: false)
        // Several became one, so that there is at most one at either end.
        return String(name.dropFirst(name.hasPrefix("_") ? 1 : 0).dropLast(name.count > 1 && name.hasSuffix("_") ? 1 : 0))
    }

    /// `{request}/s` is `/s`.
    private static func withoutAnnotations(_ unit: String) -> String {
        var depth = 0
        return String(
            unit.filter { character in
                if character == "{" { depth += 1 }
                defer { if character == "}" { depth -= 1 } }
                return depth == 0
            }
        )
    }

    private static let words: [String: String] = [
        "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds",
        "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes", "TiBy": "tebibytes", "kBy": "kilobytes",
        "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes", "TBy": "terabytes", "bit": "bits",
        "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts", "g": "grams", "Cel": "celsius", "Hz": "hertz",
        "%": "percent",
    ]
    private static let singular: [String: String] = [
        "s": "second", "m": "minute", "min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year", "By": "byte",
    ]
}

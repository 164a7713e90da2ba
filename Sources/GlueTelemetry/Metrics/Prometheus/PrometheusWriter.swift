import GlueOTLP

/// Writes families as lines.
struct PrometheusWriter {
    let format: PrometheusFormat
    private var text = ""
    /// What an exemplar's labels may take together, in characters.
    ///
    /// Source: OpenMetrics 1.0, "Exemplars".
    private static let exemplarLimit = 128

    init(format: PrometheusFormat) { self.format = format }

    private var isOpenMetrics: Bool { format != .text }

    mutating func write(_ family: PrometheusFamily) {
        let samples = family.samples.filter { isOpenMetrics || !$0.isOpenMetrics }
        guard !samples.isEmpty else { return }
        // The older form knows neither families whose lines have another name nor infos.
        let name = isOpenMetrics ? family.name : family.name + (family.kind.suffix ?? "")
        text += "# TYPE \(name) \(isOpenMetrics || family.kind != .info ? family.kind.rawValue : "gauge")\n"
        if isOpenMetrics, !family.unit.isEmpty, family.name.hasSuffix("_\(family.unit)") { text += "# UNIT \(name) \(family.unit)\n" }
        if !family.help.isEmpty { text += "# HELP \(name) \(escaped(family.help, quote: isOpenMetrics))\n" }
        for sample in samples { write(sample, of: family) }
    }

    mutating func finish() -> String {
        if isOpenMetrics { text += "# EOF\n" }
        return text
    }

    private mutating func write(_ sample: PrometheusFamily.Sample, of family: PrometheusFamily) {
        text += family.name + sample.suffix
        write(sample.labels)
        text += " \(Self.text(of: sample.value))"
        if isOpenMetrics, let exemplar = sample.exemplar, let value = exemplar.value {
            text += " # "
            let labels = labels(of: exemplar)
            if labels.isEmpty { text += "{}" } else { write(labels) }
            text += " \(Self.text(of: value)) \(Self.seconds(exemplar.timeUnixNano))"
        }
        text += "\n"
    }

    private mutating func write(_ labels: PrometheusFamily.Labels) {
        guard !labels.isEmpty else { return }
        text += "{"
        text += labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }.joined(separator: ",")
        text += "}"
    }

    /// Trace and span first: what else there is comes along as far as it fits.
    private func labels(of exemplar: OTLP.Exemplar) -> PrometheusFamily.Labels {
        var labels: PrometheusFamily.Labels = []
        if exemplar.traceID.isValid { labels.append(("trace_id", exemplar.traceID.description)) }
        if exemplar.spanID.isValid { labels.append(("span_id", exemplar.spanID.description)) }
        var length = labels.reduce(0) { $0 + $1.name.count + $1.value.count }
        for label in PrometheusLabels(exemplar.filteredAttributes).list {
            length += label.name.unicodeScalars.count + label.value.unicodeScalars.count
            guard length <= Self.exemplarLimit else { break }
            labels.append(label)
        }
        return labels
    }

    private func escaped(_ text: String, quote: Bool) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }) else {
            return text
        }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\n": escaped += #"\n"#
            case "\"" where quote: escaped += #"\""#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    static func text(of number: OTLP.Number) -> String {
        switch number {
        case .int(let value): "\(value)"
        case .double(let value) where value.isNaN: "NaN"
        case .double(let value) where value.isInfinite: value < 0 ? "-Inf" : "+Inf"
        case .double(let value): "\(value)"
        }
    }

    /// Seconds since 1970, exactly.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000).\(String(repeating: "0", count: 9 - fraction.count))\(fraction)"
    }
}

extension PrometheusFamily.Kind {
    /// What the names of all lines of the family end in.
    fileprivate var suffix: String? {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram: nil
        }
    }
}

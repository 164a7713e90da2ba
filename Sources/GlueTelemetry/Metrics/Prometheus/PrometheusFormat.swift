/// The forms in which Prometheus takes metrics.
enum PrometheusFormat: Sendable, Hashable {
    case text
    /// - Parameter version: `1.0.0` or `0.0.1`, which differ in nothing that is written here.
    case openMetrics(version: String)

    /// OpenMetrics where the client takes it as gladly as the older form.
    ///
    /// Source: RFC 9110, section 12.5.1.
    init(accept: String?) {
        var best: (version: String, quality: Double)?
        var plain = 0.0
        for entry in (accept ?? "").split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.trimmedOfBlanks.lowercased() }
            func parameter(_ name: String) -> String? {
                parts.dropFirst().first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
            }
            let quality = parameter("q").flatMap { Double($0) } ?? 1
            switch parts.first {
            case "application/openmetrics-text":
                let version = parameter("version")?.trimmed { $0 == "\"" } ?? "0.0.1"
                guard version == "1.0.0" || version == "0.0.1", quality > best?.quality ?? 0 else { continue }
                best = (String(version), quality)
            case "text/plain": plain = max(plain, quality)
            default: continue
            }
        }
        self = if let best, best.quality >= plain { .openMetrics(version: best.version) } else { .text }
    }

    var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics(let version): "application/openmetrics-text; version=\(version); charset=utf-8"
        }
    }
}

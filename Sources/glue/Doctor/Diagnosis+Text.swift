import GlueJournal
import GlueLLM
import GlueOTLP
import GlueTelemetry

extension Diagnosis {
    /// For a person.
    func text(_ style: Style) -> String {
        var lines = [style.bold("Engine")]
        lines += engine.map { $0.line(style) }
        for (name, reason) in ignored.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(style.dim("without effect")) \(name): \(reason)")
        }

        lines += ["", style.bold("Telemetry")]
        for setting in settings {
            lines.append("  \(setting.name)=\(setting.value ?? style.dim("(set, not shown)"))  \(style.dim(setting.meaning))")
        }
        if settings.isEmpty { lines.append("  all by default: no variable is set, see glue doctor --variables") }
        if !warnings.isEmpty { lines += ["", style.bold("Wrong")] }
        for warning in warnings { lines.append("  \(style.red("wrong")) \(warning)") }

        lines += ["", style.bold("Destinations")]
        for destination in destinations {
            let signals = destination.signals.map(\.rawValue).joined(separator: ", ")
            lines.append("  \(destination.health.text(style)) \(destination.name)  \(style.dim(signals))")
        }
        if destinations.isEmpty { lines.append("  none: nothing is exported") }

        lines += ["", style.bold("Journal")]
        lines += journal.map { $0.lines(style) } ?? ["  none: what waits is in memory; --journal DIR or GLUELLM_JOURNAL names a folder"]
        return lines.joined(separator: "\n")
    }
}

extension LoadedSettings.Entry {
    /// What somebody set stands out from what is so by default.
    fileprivate func line(_ style: Style) -> String {
        let value = "\(setting.variable)=\(shown ?? "")"
        let from = source == .standard ? style.dim("default") : style.green("from \(source)")
        return "  \(value)  \(from)  \(style.dim(setting.meaning))"
    }
}

extension DestinationHealth {
    fileprivate func text(_ style: Style) -> String {
        switch self {
        case .unknown: "?"
        case .reachable(let answer): "\(style.green("answers")) (\(answer))"
        case .refusing(let answer): "\(style.red("refuses us")) (\(answer); check the credentials)"
        case .unreachable(let reason): "\(style.red("away")) (\(reason))"
        }
    }
}

extension JournalDiagnosis {
    fileprivate func lines(_ style: Style) -> [String] {
        var lines = ["  \(folder): \(Quantity.count(segments.count, "segment")), \(segments.reduce(0) { $0 + $1.bytes }) bytes"]
        for segment in segments {
            let owner = segment.isAlive ? "process \(segment.owner)" : "process \(segment.owner), dead"
            var line = "  \(segment.signal) \(segment.area)  \(Quantity.count(segment.records, "record"))  \(style.dim(owner))"
            if segment.isDamaged, !segment.isAlive {
                line += "  \(style.red("damaged: \(Quantity.count(segment.damaged, "record")) lost"))"
            }
            lines.append(line)
        }
        for (path, reason) in unreadable.sorted(by: { $0.key < $1.key }) { lines.append("  \(style.red("unreadable")) \(path): \(reason)") }
        for path in keptAside { lines.append("  damaged bytes are in \(path)") }
        for path in rejected { lines.append("  a record that a destination would not take is in \(path); see glue trace show") }
        for lane in waiting where lane.records > 0 {
            lines.append("  \(Quantity.count(lane.records, "record")) of \(lane.signal) would go to \(lane.destination)")
        }
        if !waiting.contains(where: { $0.records > 0 }) { lines.append("  nothing waits for the destinations that are configured") }
        return lines
    }
}

extension ReplayOutcome {
    /// The outcome as JUnit XML, which build servers show: a test for each completion and workflow, for what was left over, and
    /// for each check.
    ///
    /// - Parameter name: Of the suite, such as the recording's path.
    public func junit(name: String) -> String {
        var cases: [(name: String, failure: String?)] = []
        for root in roots {
            let own = verdict.divergences.filter { $0.path == root || $0.path.hasPrefix("\(root) › ") }
            cases.append((root, own.isEmpty ? nil : own.map(\.description).joined(separator: "\n")))
        }
        // What the replay did beyond what was recorded.
        let known = verdict.divergences.filter { divergence in
            roots.contains { divergence.path == $0 || divergence.path.hasPrefix("\($0) › ") }
        }
        let others = verdict.divergences.filter { !known.contains($0) }
        if !others.isEmpty { cases.append(("beyond the recording", others.map(\.description).joined(separator: "\n"))) }
        let left = unused.isEmpty ? nil : unused.map(Self.leftOver).joined(separator: "\n")
        cases.append(("all of the recording is used", left))
        cases += checks.map { ($0.name, $0.failures.isEmpty ? nil : $0.failures.joined(separator: "\n")) }

        let suite = Self.escaped(name)
        let failures = cases.count { $0.failure != nil }
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites tests=\"\(cases.count)\" failures=\"\(failures)\">",
            "  <testsuite name=\"\(suite)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\">",
        ]
        for (name, failure) in cases {
            let start = "    <testcase classname=\"\(suite)\" name=\"\(Self.escaped(name))\""
            guard let failure else {
                lines.append("\(start)/>")
                continue
            }
            let first = failure.split(separator: "\n").prefix(2).joined(separator: ":")
            lines.append("\(start)>")
            lines.append("      <failure message=\"\(Self.escaped(first))\">\(Self.escaped(failure))</failure>")
            lines.append("    </testcase>")
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    /// The text as XML has it. What XML has no place for, such as most control characters, becomes a question mark.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

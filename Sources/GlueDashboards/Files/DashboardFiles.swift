import GlueJSON

/// The files of `dashboards/` that are made of the catalogue of metrics.
public enum DashboardFiles {
    /// Each file's path below `dashboards/`, and its text.
    public static let all: [(path: String, text: String)] =
        Dashboard.all.map { ("grafana/\($0.uid).json", $0.json.text(.indented) + "\n") } + [
            ("prometheus/rules.yml", heading + rules), ("prometheus/rules.test.yml", heading + tests),
        ]

    private static let heading = "# Written by scripts/dashboards.\n"

    private static let rules = YAML([
        "groups": .array([
            RuleGroup("gluellm-records", recording: RecordingRule.all).json, RuleGroup("gluellm-alerts", alerting: AlertRule.all).json,
        ])
    ]).text

    private static let tests = YAML([
        "rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": .array(AlertRule.all.flatMap(\.tests)),
    ]).text
}

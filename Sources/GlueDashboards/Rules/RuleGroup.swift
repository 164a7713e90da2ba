import GlueJSON

/// Rules that Prometheus computes one after the other.
struct RuleGroup: Sendable {
    let name: String
    let rules: [JSONValue]

    init(_ name: String, recording rules: [RecordingRule]) {
        self.name = name
        self.rules = rules.map(\.json)
    }

    init(_ name: String, alerting rules: [AlertRule]) {
        self.name = name
        self.rules = rules.map(\.json)
    }

    var json: JSONValue { ["name": .string(name), "rules": .array(rules)] }
}

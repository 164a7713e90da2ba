import GlueJSON

extension AlertRule {
    var json: JSONValue {
        [
            "alert": .string(name),
            "expr": .string(expression),
            "for": .string(lasting),
            "labels": ["severity": .string(severity.rawValue)],
            "annotations": ["summary": .string(template(summary)), "description": .string(template(description))],
        ]
    }

    /// A test for each example, in the form of promtool.
    var tests: [JSONValue] {
        examples.map { example in
            [
                "name": .string("\(name) \(example.value == nil ? "is silent" : "fires")"),
                "interval": "1m",
                "input_series": .array(example.series.map { $0.json(job: Self.exampleJob) }),
                "alert_rule_test": [
                    ["eval_time": .string(example.time), "alertname": .string(name), "exp_alerts": .array(expected(example))]
                ],
            ]
        }
    }

    private static let exampleJob = "shop"

    private func expected(_ example: AlertExample) -> [JSONValue] {
        guard let value = example.value else { return [] }
        let labels = [(Label.job, Self.exampleJob)] + example.labels
        let values = labels.map { ($0.name, $1) } + [("value", value)]
        func filled(_ text: String) -> JSONValue {
            .string(values.reduce(text) { $0.replacing("{\($1.0)}", with: $1.1) })
        }
        return [
            [
                "exp_labels": .object(JSONObject(labels.map { ($0.name, .string($1)) } + [("severity", .string(severity.rawValue))])),
                "exp_annotations": ["summary": filled(summary), "description": filled(description)],
            ]
        ]
    }

    /// The text as Prometheus fills it in.
    private func template(_ text: String) -> String {
        labels.reduce(text.replacing("{value}", with: "{{ $value | \(query.unit.humanized) }}")) { text, label in
            text.replacing("{\(label.name)}", with: "{{ $labels.\(label.name) }}")
        }
    }
}

extension AlertExample.Series {
    fileprivate func json(job: String) -> JSONValue {
        let matchers = ([(.job, job)] + labels).map { Matcher.equal($0, $1).text }
        return ["series": .string("\(measure.name){\(matchers.joined(separator: ", "))}"), "values": .string(values)]
    }
}

extension PanelUnit {
    /// The function of Prometheus' templates that writes a value of the unit.
    fileprivate var humanized: String {
        switch self {
        case .share: "humanizePercentage"
        case .whole("s"): "humanizeDuration"
        case .whole, .perSecond: "humanize"
        // Less than one of them would be thousandths.
        case .events, .eventsPerSecond: #"printf "%.3g""#
        }
    }
}

import GlueJSON

extension Variable {
    /// The choice of a Prometheus.
    var source: JSONValue {
        [
            "current": [:],
            "hide": 0,
            "includeAll": false,
            "label": "Data source",
            "multi": false,
            "name": .string(rawValue),
            "options": [],
            "query": "prometheus",
            "refresh": 1,
            "regex": "",
            "type": "datasource",
        ]
    }

    /// A choice among the values of a label; all of them, series without the label included, unless some are chosen.
    func list(_ label: String, _ query: String) -> JSONValue {
        [
            "allValue": ".*",
            "current": ["selected": true, "text": ["All"], "value": ["$__all"]],
            "datasource": Variable.datasource.asSource,
            "definition": .string(query),
            "hide": 0,
            "includeAll": true,
            "label": .string(label),
            "multi": true,
            "name": .string(rawValue),
            "options": [],
            "query": ["qryType": 5, "query": .string(query), "refId": "PrometheusVariableQueryEditor-VariableQuery"],
            // With the time: what is over is not offered any more.
            "refresh": 2,
            "regex": "",
            "sort": 1,
            "type": "query",
        ]
    }

    /// A text that may be changed.
    func text(_ label: String, _ value: String) -> JSONValue {
        let option: JSONValue = ["selected": true, "text": .string(value), "value": .string(value)]
        return [
            "current": option,
            "hide": 0,
            "label": .string(label),
            "name": .string(rawValue),
            "options": [option],
            "query": .string(value),
            "type": "textbox",
        ]
    }

    /// The chosen data source, as panels name it.
    var asSource: JSONValue { ["type": "prometheus", "uid": .string("${\(rawValue)}")] }
}

public import GlueJSON
import GlueSemantics

extension Dashboard {
    /// The dashboard as Grafana imports it.
    ///
    /// Source: Grafana, "Dashboard JSON model".
    public var json: JSONValue {
        [
            "annotations": ["list": [Self.annotations]],
            "description": .string(description),
            "editable": true,
            "fiscalYearStartMonth": 0,
            // The crosshair is shared: a peak in one graph is looked up in the others.
            "graphTooltip": 1,
            "id": nil,
            "links": [Self.others, Self.viewer],
            "panels": .array(panels),
            "refresh": "30s",
            "schemaVersion": 39,
            "tags": .array(Self.tags.map { .string($0) }),
            "templating": ["list": .array(variables)],
            "time": ["from": "now-1h", "to": "now"],
            "timepicker": [:],
            "timezone": "browser",
            "title": .string(title),
            "uid": .string(uid),
            "version": 1,
            "weekStart": "",
        ]
    }

    private static let tags = ["gluellm", "genai"]

    /// Headings and panels, numbered in the order in which they stand.
    private var panels: [JSONValue] {
        let layout = Layout(rows)
        var panels: [JSONValue] = []
        for (row, places) in zip(rows, layout.rows) {
            panels.append(row.heading(id: panels.count + 1, at: places.heading))
            for (panel, place) in zip(row.panels, places.panels) { panels.append(panel.json(id: panels.count + 1, at: place)) }
        }
        return panels
    }

    private var variables: [JSONValue] {
        let job = Label.job.name
        let jobs = "label_values(\(lead.events.name), \(job))"
        let models = "label_values(\(lead.events.name){\(Matcher.matching(.job, Variable.job.reference).text)}, \(Label.model.name))"
        return [Variable.datasource.source, Variable.job.list("Service", jobs)]
            + (choosesModel ? [Variable.model.list("Model", models)] : [])
            + [Variable.scope.text("Trace viewer", "http://localhost:4318")]
    }

    private static let annotations: JSONValue = [
        "builtIn": 1,
        "datasource": ["type": "grafana", "uid": "-- Grafana --"],
        "enable": true,
        "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)",
        "name": "Annotations & Alerts",
        "type": "dashboard",
    ]

    private static let others: JSONValue = [
        "asDropdown": true,
        "includeVars": true,
        "keepTime": true,
        "tags": ["gluellm"],
        "title": "GlueLLM",
        "type": "dashboards",
    ]

    private static let viewer: JSONValue = [
        "asDropdown": false,
        "icon": "external link",
        "targetBlank": true,
        "title": "Traces",
        "tooltip": "The viewer of glue scope",
        "type": "link",
        "url": .string("${\(Variable.scope.rawValue):raw}/"),
    ]
}

extension Row {
    fileprivate func heading(id: Int, at place: Layout.Place) -> JSONValue {
        [
            "collapsed": false,
            "gridPos": place.json,
            "id": .integer(Int64(id)),
            "panels": [],
            "title": .string(title),
            "type": "row",
        ]
    }
}

extension Layout.Place {
    var json: JSONValue {
        ["h": .integer(Int64(height)), "w": .integer(Int64(width)), "x": .integer(Int64(x)), "y": .integer(Int64(y))]
    }
}

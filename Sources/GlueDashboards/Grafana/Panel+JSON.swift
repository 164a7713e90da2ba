import GlueJSON

extension Panel {
    func json(id: Int, at place: Layout.Place) -> JSONValue {
        var members: JSONObject = [
            "datasource": Variable.datasource.asSource,
            "description": .string(description),
            "fieldConfig": ["defaults": .object(defaults), "overrides": []],
            "gridPos": place.json,
            "id": .integer(Int64(id)),
            // No finer than a scrape.
            "interval": "15s",
        ]
        members["options"] = form.options(unit)
        // Once is enough: every percentile of a histogram has the same exemplars.
        let dotted = form.isNumber ? nil : targets.firstIndex { $0.query.hasExemplars }
        members["targets"] = .array(
            zip(targets.indices, "ABCDEFGH").map { targets[$0].json(in: form, named: String($1), hasExemplars: $0 == dotted) }
        )
        members["title"] = .string(title)
        members["type"] = .string(form.type)
        return .object(members)
    }

    private var defaults: JSONObject {
        var defaults: JSONObject = [:]
        switch form {
        case .graph:
            defaults["color"] = ["mode": "palette-classic"]
            defaults["custom"] = Self.lines
        case .number: defaults["color"] = thresholds == nil ? ["mode": "fixed", "fixedColor": "text"] : ["mode": "thresholds"]
        case .bars: defaults["color"] = ["mode": "palette-classic"]
        case .heatmap: defaults["custom"] = ["hideFrom": ["legend": false, "tooltip": false, "viz": false]]
        }
        // The trace behind an exemplar.
        if targets.contains(where: { $0.query.hasExemplars }), form == .graph { defaults["links"] = [Self.trace] }
        defaults["min"] = 0
        defaults["noValue"] = .string(noValue)
        if let thresholds {
            defaults["thresholds"] = [
                "mode": "absolute",
                "steps": [
                    ["color": "green", "value": nil], ["color": "orange", "value": .number(thresholds.warning)],
                    ["color": "red", "value": .number(thresholds.critical)],
                ],
            ]
        }
        defaults["unit"] = .string(unit.grafana)
        return defaults
    }

    private static let lines: JSONValue = [
        "axisPlacement": "auto",
        "drawStyle": "line",
        "fillOpacity": 10,
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "pointSize": 5,
        "showPoints": "never",
        // Where there was no traffic, there is no line.
        "spanNulls": false,
        "stacking": ["group": "A", "mode": "none"],
    ]

    private static let trace: JSONValue = [
        "targetBlank": true,
        "title": "Open the trace",
        "url": .string("${\(Variable.scope.rawValue):raw}/traces/${__data.fields.trace_id}"),
    ]
}

extension Panel.Form {
    fileprivate var type: String {
        switch self {
        case .number: "stat"
        case .graph: "timeseries"
        case .bars: "bargauge"
        case .heatmap: "heatmap"
        }
    }

    fileprivate func options(_ unit: PanelUnit) -> JSONValue {
        switch self {
        case .number:
            [
                "colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto",
                "reduceOptions": Self.lastValue, "textMode": "auto",
            ]
        case .bars:
            [
                "displayMode": "gradient", "minVizHeight": 16, "minVizWidth": 8, "orientation": "horizontal",
                "reduceOptions": Self.lastValue, "showUnfilled": true, "valueMode": "color",
            ]
        case .graph:
            [
                "legend": ["calcs": ["mean", "max", "lastNotNull"], "displayMode": "table", "placement": "bottom", "showLegend": true],
                "tooltip": ["mode": "multi", "sort": "desc"],
            ]
        case .heatmap:
            [
                "calculate": false, "cellGap": 1, "cellValues": ["unit": .string(unit.grafana)],
                "color": [
                    "exponent": 0.5, "fill": "dark-orange", "mode": "scheme", "scale": "exponential", "scheme": "Oranges", "steps": 64,
                ],
                "exemplars": ["color": "rgba(255,0,255,0.7)"], "filterValues": ["le": 1e-9], "legend": ["show": true],
                "rowsFrame": ["layout": "auto"], "tooltip": ["mode": "single", "yHistogram": false],
                "yAxis": ["axisPlacement": "left", "reverse": false, "unit": "s"],
            ]
        }
    }

    private static let lastValue: JSONValue = ["calcs": ["lastNotNull"], "fields": "", "values": false]
}

extension Target {
    fileprivate func json(in form: Panel.Form, named name: String, hasExemplars: Bool) -> JSONValue {
        [
            "datasource": Variable.datasource.asSource,
            "editorMode": "code",
            "exemplar": .bool(hasExemplars),
            "expr": .string(query.text(in: surroundings(in: form))),
            "format": .string(form == .heatmap ? "heatmap" : "time_series"),
            "instant": .bool(form.isNumber),
            "legendFormat": .string(form == .heatmap ? "{{le}}" : legend),
            "range": .bool(!form.isNumber),
            "refId": .string(name),
        ]
    }
}

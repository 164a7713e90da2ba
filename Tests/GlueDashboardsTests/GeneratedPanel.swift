import GlueDashboards
import GlueJSON
import GlueTestSupport

/// A panel as the committed file has it.
struct GeneratedPanel: Sendable {
    let dashboard: String
    let json: JSONValue

    var title: String { json["title"]?.string ?? "" }
    var type: String { json["type"]?.string ?? "" }
    var targets: [JSONValue] { json["targets"]?.array ?? [] }
    var expressions: [String] { targets.compactMap { $0["expr"]?.string } }
    /// Whether it shows one moment, over all the time that is shown.
    var isNumber: Bool { targets.allSatisfy { $0["instant"]?.bool == true } }
    var name: String { "\(dashboard) / \(title)" }

    /// Each dashboard that is committed.
    static func dashboards() throws -> [JSONValue] {
        try DashboardFiles.all.filter { $0.path.hasPrefix("grafana/") }.map { file in
            try JSONValue(parsing: try Repository.text("dashboards/\(file.path)"))
        }
    }

    static func all() throws -> [GeneratedPanel] {
        try dashboards().flatMap { dashboard in
            (dashboard["panels"]?.array ?? []).filter { $0["type"] != "row" }
                .map { GeneratedPanel(dashboard: dashboard["uid"]?.string ?? "", json: $0) }
        }
    }

    /// An expression as Grafana sends it.
    static func filled(_ expression: String, job: String, model: String? = nil) -> String {
        expression.replacing("$__rate_interval", with: "\(Timeline.rateInterval)s").replacing("$__range", with: "\(Timeline.range)s")
            .replacing("$job", with: job).replacing("$model", with: model ?? ".*")
    }
}

import Foundation
import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueDashboards

@Suite("Dashboards")
struct DashboardTests {
    @Test("What is committed is what the catalogue makes", arguments: DashboardFiles.all.map(\.path))
    func current(path: String) throws {
        let file = try #require(DashboardFiles.all.first { $0.path == path })
        let isCurrent = try Repository.text("dashboards/\(path)") == file.text
        #expect(isCurrent, "run scripts/dashboards and commit what it writes")
    }

    @Test("Nothing else lies beside them")
    func noOthers() throws {
        let files = try ["grafana", "prometheus"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: Repository.path("dashboards/\(folder)")).map { "\(folder)/\($0)" }
        }
        #expect(Set(files) == Set(DashboardFiles.all.map(\.path)))
    }

    @Test("Each has a uid of its own, a schema of Grafana 10, a shared crosshair and the variables that it uses")
    func heads() throws {
        let dashboards = try GeneratedPanel.dashboards()
        #expect(dashboards.count == 6)
        #expect(Set(dashboards.compactMap { $0["uid"]?.string }).count == 6)
        for dashboard in dashboards {
            let uid = dashboard["uid"]?.string ?? ""
            #expect(dashboard["schemaVersion"]?.integer == 39 && dashboard["graphTooltip"]?.integer == 1, "\(uid)")
            #expect(uid.count <= 40 && dashboard["id"]?.isNull == true, "\(uid)")
            let names = Set((dashboard["templating"]?["list"]?.array ?? []).compactMap { $0["name"]?.string })
            let text = dashboard["panels"]?.text() ?? ""
            for name in ["datasource", "job", "scope"] { #expect(names.contains(name), "\(uid) \(name)") }
            #expect(names.contains("model") || !text.contains("$model"), "\(uid)")
            #expect(dashboard["templating"]?["list"]?.text().contains("http://localhost:4318") == true)
        }
    }

    @Test("Panels have ids of their own, lie within 24 columns and over no other one, and every row is full")
    func grid() throws {
        for dashboard in try GeneratedPanel.dashboards() {
            let panels = dashboard["panels"]?.array ?? []
            #expect(Set(panels.compactMap { $0["id"]?.integer }).count == panels.count)
            var taken: Set<[Int64]> = []
            for panel in panels {
                let place = try #require(panel["gridPos"])
                let (x, y) = (try #require(place["x"]?.integer), try #require(place["y"]?.integer))
                let (width, height) = (try #require(place["w"]?.integer), try #require(place["h"]?.integer))
                #expect(x >= 0 && width > 0 && height > 0 && x + width <= 24)
                for column in x..<(x + width) {
                    for row in y..<(y + height) { #expect(taken.insert([column, row]).inserted, "\(panel["title"]?.text() ?? "")") }
                }
            }
            // No hole in the middle of anything.
            let rows = Dictionary(grouping: taken) { $0[1] }
            #expect(rows.values.allSatisfy { $0.count == 24 } && rows.count == Int((rows.keys.max() ?? -1) + 1))
        }
    }

    @Test("Each panel has a title of its own, a description, a unit, a word for no traffic, and says it in its legend")
    func panels() throws {
        let panels = try GeneratedPanel.all()
        #expect(Set(panels.map(\.name)).count == panels.count)
        for panel in panels {
            let defaults = panel.json["fieldConfig"]?["defaults"]
            #expect(!panel.title.isEmpty && panel.json["description"]?.string?.hasSuffix(".") == true, "\(panel.name)")
            #expect(defaults?["unit"]?.string?.isEmpty == false, "\(panel.name)")
            #expect(defaults?["noValue"]?.string?.isEmpty == false, "\(panel.name)")
            #expect(!panel.targets.isEmpty, "\(panel.name)")
            for target in panel.targets {
                #expect(target["legendFormat"]?.string?.isEmpty == false, "\(panel.name)")
                #expect(target["datasource"]?["uid"] == "${datasource}" && panel.json["datasource"]?["uid"] == "${datasource}")
            }
            #expect(Set(panel.targets.compactMap { $0["refId"]?.string }).count == panel.targets.count)
            // Traces are found by the exemplars of histograms.
            let isHistogram = panel.expressions.contains { $0.contains("_bucket{") } && !panel.isNumber
            #expect(panel.targets.count { $0["exemplar"]?.bool == true } == (isHistogram ? 1 : 0), "\(panel.name)")
            if isHistogram, panel.type == "timeseries" {
                #expect(defaults?["links"]?.text().contains("/traces/${__data.fields.trace_id}") == true, "\(panel.name)")
            }
            #expect(panel.isNumber ? !panel.text.contains("$__rate_interval") : !panel.text.contains("$__range"), "\(panel.name)")
        }
        for dashboard in Dashboard.all {
            for panel in dashboard.rows.flatMap(\.panels) {
                #expect(Set(panel.targets.map(\.query.unit)).count == 1, "\(panel.title) mixes units")
            }
        }
    }

    @Test("Queries name metrics of the catalogue alone, each narrowed to the chosen services")
    func metrics() throws {
        let known = Set(MetricDefinition.catalogue.flatMap(Self.series))
        for panel in try GeneratedPanel.all() {
            for expression in panel.expressions {
                let names = Self.names(in: expression)
                #expect(!names.isEmpty && names.isSubset(of: known), "\(panel.name): \(names.subtracting(known))")
                for name in names {
                    let uses = expression.components(separatedBy: name).dropFirst()
                    #expect(uses.allSatisfy { $0.hasPrefix(#"{job=~"$job""#) }, "\(panel.name): \(expression)")
                }
            }
        }
    }

    @Test("Every metric that the engine and the telemetry record is on a dashboard")
    func coverage() throws {
        let shown = try GeneratedPanel.all().reduce(into: Set<String>()) { names, panel in
            for expression in panel.expressions { names.formUnion(Self.names(in: expression)) }
        }
        // Those of the older edition have the same meaning under other names.
        let others = [
            GenAI.Metrics.legacyTokenUsage, GenAI.Metrics.legacyTimeToFirstChunk, GenAI.Metrics.legacyTimePerOutputChunk,
            GenAI.Metrics.legacyWorkflowDuration,
        ]
        for metric in MetricDefinition.catalogue where !others.contains(metric) {
            #expect(!shown.isDisjoint(with: Self.series(of: metric)), "\(metric.name)")
        }
    }

    @Test("A metric of the application's own makes a dashboard, as README.md has it")
    func ownDashboard() throws {
        let orders = MetricDefinition("shop.order.duration", .histogram, unit: "s", buckets: [0.1, 1, 10], "How long an order takes")
        let board = Dashboard(
            uid: "shop",
            title: "Shop",
            description: "Orders.",
            lead: orders,
            rows: [Row("Orders", [.percentiles("Duration", "How long orders take.", of: orders.spread, noValue: "No orders")])]
        )
        let panel = try #require(board.json["panels"]?[1])
        #expect(
            panel["targets"]?[0]?["expr"]
                == #"histogram_quantile(0.5, sum by (le) (rate(shop_order_duration_seconds_bucket{job=~"$job"}[$__rate_interval]))) >= 0"#
        )
        #expect(panel["gridPos"] == ["h": 8, "w": 24, "x": 0, "y": 1])
        #expect(board.json["templating"]?.text().contains("label_values(shop_order_duration_seconds_count, job)") == true)
        #expect(try Repository.text("dashboards/README.md").contains(#"of: orders.spread, noValue: "No orders")"#))
    }

    /// The names that a metric has in Prometheus, by hand.
    private static func series(of metric: MetricDefinition) -> [String] {
        let seconds = metric.unit == "s" ? "_seconds" : ""
        let name = metric.name.replacing(".", with: "_") + seconds
        return switch metric.kind {
        case .counter: [name + "_total"]
        case .histogram: [name + "_bucket", name + "_sum", name + "_count"]
        case .gauge, .upDownCounter: [name]
        }
    }

    /// The names of metrics in an expression: what is neither a function, nor a word of the language, nor within braces,
    /// brackets or a list of labels.
    static func names(in expression: String) -> Set<String> {
        let bare = expression.replacing(#/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/#, with: " ")
        return Set(
            bare.matches(of: #/([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\()?/#).filter { $0.2 == nil }.map { String($0.1) }.filter { $0 != "or" }
        )
    }
}

extension GeneratedPanel {
    fileprivate var text: String { expressions.joined() }
}

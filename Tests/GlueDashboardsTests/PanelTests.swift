import Foundation
import GlueJSON
import GlueTestSupport
import Testing

@testable import GlueDashboards

@Suite("Panels", .timeLimit(.minutes(5)))
struct PanelTests {
    @Test("Every panel shows what the traces tell, in every kind of traffic", .needsPrometheus)
    func panels() async throws {
        let panels = try GeneratedPanel.all()
        let recordings = try await Recordings.of(Traffic.allCases)
        let told = try await Server.prometheus(holding: Exposition(recordings).text) { prometheus in
            var told: Set<String> = []
            for recording in recordings {
                for panel in panels where !recording.traffic.isOfTelemetryAlone || panel.dashboard == "gluellm-telemetry" {
                    if try await shows(panel, recording, nil, prometheus) { told.insert(panel.name) }
                    guard [.steady, .streaming, .cached].contains(recording.traffic) else { continue }
                    _ = try await shows(panel, recording, "gpt-4o", prometheus)
                }
            }
            return told
        }
        // What was never seen to show anything is not proven.
        for panel in panels where !Self.emptyInAll.contains(panel.name) { #expect(told.contains(panel.name), "\(panel.name)") }
    }

    @Test("The choices at a dashboard's top are the services and models that there are", .needsPrometheus)
    func choices() async throws {
        let recordings = try await Recordings.of(.steady, .none)
        try await Server.prometheus(holding: Exposition(recordings).text) { prometheus in
            for dashboard in try GeneratedPanel.dashboards() {
                let uid = dashboard["uid"]?.string ?? ""
                for variable in dashboard["templating"]?["list"]?.array ?? [] where variable["type"] == "query" {
                    let text = try #require(variable["query"]?["query"]?.string)
                    let parts = try #require(text.wholeMatch(of: #/label_values\((.*), (\w+)\)/#), "\(uid) \(text)")
                    let series = GeneratedPanel.filled(String(parts.1), job: "steady")
                    let values = try await prometheus.values(of: String(parts.2), in: series)
                    // Where nothing was asked, there is a ledger all the same.
                    let services = uid == "gluellm-telemetry" ? ["none", "steady"] : ["steady"]
                    #expect(values == (parts.2 == "job" ? services : ["claude", "gpt-4o", "gpt-4o-mini", "homemade"]), "\(uid) \(text)")
                }
            }
        }
    }

    @Test("A metric is narrowed to the chosen model where its series have one, and only there")
    func modelled() async throws {
        let texts = try await Recordings.of(.steady, .cached, .streaming).compactMap(\.scrapes.last)
        let lines = texts.joined(separator: "\n").split(separator: "\n").filter { !$0.hasPrefix("#") }
        for metric in Set(Dashboard.all.flatMap { $0.rows.flatMap { $0.panels.flatMap { $0.targets.flatMap(\.query.measures) } } }) {
            let series = lines.filter { $0.hasPrefix(metric.name + "{") }
            #expect(series.allSatisfy { $0.contains("gen_ai_request_model=") == metric.metric.isToldByModel }, "\(metric.name)")
        }
    }

    /// Nothing in the recordings loses log records or metrics, and no metric waits that was read.
    private static let emptyInAll: Set = [
        "gluellm-telemetry / Lost log records", "gluellm-telemetry / Lost metrics", "gluellm-telemetry / Waiting metrics",
    ]

    /// Compares what a panel shows with what happened.
    ///
    /// - Returns: Whether it showed anything but zeros.
    private func shows(_ panel: GeneratedPanel, _ recording: Recording, _ model: String?, _ prometheus: Server) async throws -> Bool {
        let expectation = try #require(Expectations.all[panel.dashboard]?[panel.title], "\(panel.name) has no expectation")
        try #require(expectation.count == panel.expressions.count, "\(panel.name)")
        var hasShown = false
        for (expression, expected) in zip(panel.expressions, expectation) {
            let query = GeneratedPanel.filled(expression, job: recording.traffic.rawValue, model: model)
            let window = panel.isNumber ? Timeline.range : Timeline.rateInterval
            let moments = panel.isNumber ? [Timeline.end] : Timeline.moments
            let shown = try await prometheus.answers(query, at: moments)
            for moment in moments {
                let should = expected(Facts(recording, end: moment, window: window, model: model))
                let does = shown[moment] ?? [:]
                let place = "\(panel.name), \(recording.traffic), \(model ?? "all models"), minute \((moment - Timeline.start) / 60)"
                #expect(does.isNear(should), "\(place): \(query)\nshows \(does)\nshould \(should)")
                if should.values.contains(where: { $0 > 0 }) { hasShown = true }
            }
        }
        return hasShown
    }
}

import GlueSemantics
import Testing

@testable import GlueDashboards

@Suite("Layout")
struct LayoutTests {
    private static func row(_ forms: [Panel.Form]) -> Row {
        Row("row", forms.map { Panel("panel", "It says something.", $0, Target(.rate(GenAI.Metrics.inputTokens.events))) })
    }

    @Test(
        "Panels share a line evenly, and no line is left half empty",
        arguments: [
            ([Panel.Form.graph], [24]), ([.graph, .graph], [12, 12]), ([.graph, .graph, .bars], [8, 8, 8]),
            ([.graph, .graph, .graph, .heatmap], [12, 12, 12, 12]), (Array(repeating: .number, count: 7), [4, 4, 4, 3, 3, 3, 3]),
            (Array(repeating: .graph, count: 5), [8, 8, 8, 12, 12]),
        ]
    )
    func widths(forms: [Panel.Form], widths: [Int]) {
        let places = Layout([Self.row(forms)]).rows[0].panels
        #expect(places.map(\.width) == widths)
        #expect(places.allSatisfy { $0.x + $0.width <= Layout.columns && $0.y > 0 })
    }

    @Test("A row begins where the one before it ends")
    func rows() {
        let layout = Layout([Self.row([.number, .graph]), Self.row([.graph])])
        #expect(layout.rows.map(\.heading.y) == [0, 13])
        #expect(layout.rows[0].panels.map(\.y) == [1, 5])
        #expect(layout.rows[1].panels.map(\.y) == [14])
    }
}

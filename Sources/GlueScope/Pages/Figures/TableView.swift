/// A table of figures.
struct TableView {
    struct Cell {
        var text: String
        var isNumber = false
        var address: String?
        /// A part of the whole in percent, drawn as a bar.
        var share: Double?

        static func text(_ text: String, address: String? = nil) -> Cell { Cell(text: text.isEmpty ? "–" : text, address: address) }
        static func number(_ text: String, share: Double? = nil) -> Cell { Cell(text: text, isNumber: true, share: share) }
    }

    var caption: String?
    var columns: [(text: String, isNumber: Bool)]
    var rows: [[Cell]]

    var view: View {
        [
            "caption": caption,
            "columns": columns.map { View(dictionaryLiteral: ("text", $0.text), ("isNumber", $0.isNumber)) },
            "rows": rows.map { cells in
                View(
                    dictionaryLiteral: (
                        "cells",
                        cells.map { cell in
                            View(
                                dictionaryLiteral: ("text", cell.text),
                                ("isNumber", cell.isNumber),
                                ("address", cell.address),
                                ("share", cell.share.map { Int($0.rounded()) })
                            )
                        }
                    )
                )
            },
        ]
    }
}

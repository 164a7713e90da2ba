/// Where panels stand on Grafana's grid: computed, so that none lies over another.
///
/// The panels of a row share its 24 columns evenly: graphs two or three abreast, numbers up to eight.
struct Layout: Sendable {
    /// In columns and in rows of the grid.
    struct Place: Sendable, Hashable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    static let columns = 24
    static let headingHeight = 1

    /// The place of each heading, and of each panel below it.
    let rows: [(heading: Place, panels: [Place])]

    init(_ rows: [Row]) {
        var y = 0
        self.rows = rows.map { row in
            let heading = Place(x: 0, y: y, width: Self.columns, height: Self.headingHeight)
            y += Self.headingHeight
            return (heading, Self.places(row.panels, from: &y))
        }
    }

    private static func places(_ panels: [Panel], from y: inout Int) -> [Place] {
        var places: [Place] = []
        var rest = panels[...]
        while let first = rest.first {
            let alike = rest.prefix { $0.form.height == first.form.height }
            for line in lines(of: alike.count, abreast: first.form.abreast) {
                // What does not divide evenly goes to the first ones: the line is filled to its end.
                var x = 0
                for index in 0..<line {
                    let width = columns / line + (index < columns % line ? 1 : 0)
                    places.append(Place(x: x, y: y, width: width, height: first.form.height))
                    x += width
                }
                y += first.form.height
            }
            rest = rest.dropFirst(alike.count)
        }
        return places
    }

    /// How many panels each line takes: as few lines as possible, as even as possible.
    private static func lines(of count: Int, abreast: Int) -> [Int] {
        let lines = (count + abreast - 1) / abreast
        return (0..<lines).map { count / lines + ($0 < count % lines ? 1 : 0) }
    }
}

extension Panel.Form {
    /// In rows of the grid.
    fileprivate var height: Int { self == .number ? 4 : 8 }

    /// How many stand side by side at most.
    fileprivate var abreast: Int { self == .number ? 8 : 3 }
}

public import GlueJSON

/// One place where two JSON values differ.
public struct JSONDifference: Sendable, Hashable {
    /// Such as `[2].parts[0].content`; empty for the whole value.
    public var path: String
    /// Nil where the left value has nothing there.
    public var left: JSONValue?
    /// Nil where the right value has nothing there.
    public var right: JSONValue?

    /// The places where two values differ, in the order of the left one.
    ///
    /// - Parameter limit: How many are looked for.
    public static func between(_ left: JSONValue, _ right: JSONValue, limit: Int = .max) -> [JSONDifference] {
        var found: [JSONDifference] = []
        compare(left, right, "", limit, &found)
        return found
    }

    private static func compare(_ left: JSONValue?, _ right: JSONValue?, _ path: String, _ limit: Int, _ found: inout [JSONDifference]) {
        guard left != right, found.count < limit else { return }
        switch (left, right) {
        case (.array(let a)?, .array(let b)?):
            for index in 0..<max(a.count, b.count) {
                compare(
                    index < a.count ? a[index] : nil,
                    index < b.count ? b[index] : nil,
                    "\(path)[\(index)]",
                    limit,
                    &found
                )
            }
        case (.object(let a)?, .object(let b)?):
            for key in a.keys + b.keys.filter({ a[$0] == nil }) {
                compare(a[key], b[key], path.isEmpty ? key : "\(path).\(key)", limit, &found)
            }
        default: found.append(JSONDifference(path: path, left: left, right: right))
        }
    }
}

extension JSONDifference {
    /// A value as one line of at most so many characters.
    static func shown(_ value: JSONValue?, limit: Int = 200) -> String {
        guard let value else { return "nothing" }
        return shown(value.text(), limit: limit)
    }

    static func shown(_ text: String, limit: Int = 200) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }
}

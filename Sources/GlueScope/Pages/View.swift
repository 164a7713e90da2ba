import Mustache

/// What a template is filled with: values by name, of which those that are nil are not there.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
    private var values: [String: Any]

    init(dictionaryLiteral elements: (String, Any?)...) {
        values = [:]
        for (name, value) in elements { self[name] = value }
    }

    /// A number of nothing and an empty text count as not there where a template asks whether there is one.
    subscript(name: String) -> Any? {
        get { values[name] }
        set { values[name] = newValue }
    }

    func child(named name: String) -> Any? { values[name] }

    func merging(_ other: View) -> View {
        var view = self
        view.values.merge(other.values) { $1 }
        return view
    }
}

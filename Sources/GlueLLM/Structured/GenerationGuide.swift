import GlueJSON

/// A bound on what a model generates for a value, written into the schema and checked in the answer.
///
/// Source: the names follow `GenerationGuide` of Apple's FoundationModels.
public struct GenerationGuide<Value>: Sendable {
    private let apply: @Sendable (JSONSchema) -> JSONSchema

    private init(_ apply: @escaping @Sendable (JSONSchema) -> JSONSchema) { self.apply = apply }

    func applied(to schema: JSONSchema) -> JSONSchema { apply(schema) }

    private static func setting(_ keywords: KeyValuePairs<String, JSONValue?>) -> GenerationGuide {
        let keywords = keywords.compactMap { keyword in keyword.value.map { (keyword.key, $0) } }
        return GenerationGuide { schema in keywords.reduce(schema) { $0.setting($1.0, $1.1) } }
    }
}

extension GenerationGuide where Value: BinaryInteger {
    public static func minimum(_ value: Value) -> GenerationGuide { setting(["minimum": .integer(Int64(clamping: value))]) }
    public static func maximum(_ value: Value) -> GenerationGuide { setting(["maximum": .integer(Int64(clamping: value))]) }
    /// A number within the range, its ends included.
    public static func range(_ range: ClosedRange<Value>) -> GenerationGuide {
        setting(["minimum": .integer(Int64(clamping: range.lowerBound)), "maximum": .integer(Int64(clamping: range.upperBound))])
    }
}

extension GenerationGuide where Value: BinaryFloatingPoint {
    public static func minimum(_ value: Value) -> GenerationGuide { setting(["minimum": .number(Double(value))]) }
    public static func maximum(_ value: Value) -> GenerationGuide { setting(["maximum": .number(Double(value))]) }
    /// A number within the range, its ends included.
    public static func range(_ range: ClosedRange<Value>) -> GenerationGuide {
        setting(["minimum": .number(Double(range.lowerBound)), "maximum": .number(Double(range.upperBound))])
    }
}

extension GenerationGuide where Value == String {
    /// One of these texts.
    public static func anyOf(_ values: [String]) -> GenerationGuide { setting(["enum": .array(values.map(JSONValue.string))]) }

    /// This text alone.
    public static func constant(_ value: String) -> GenerationGuide { setting(["const": .string(value)]) }

    /// A text that the pattern matches as a whole.
    ///
    /// A pattern that is written as a literal reaches the model; one that was built by code has no text to pass on and
    /// bounds nothing.
    public static func pattern<Output>(_ regex: Regex<Output>) -> GenerationGuide {
        guard let pattern = regex._literalPattern else { return GenerationGuide { $0 } }
        return setting(["pattern": .string("^(?:\(pattern))$")])
    }

    /// A text in which the pattern is found, in the syntax of ECMA-262.
    public static func pattern(_ pattern: String) -> GenerationGuide { setting(["pattern": .string(pattern)]) }

    /// A text in one of the known forms.
    public static func format(_ format: SchemaFormat) -> GenerationGuide { setting(["format": .string(format.rawValue)]) }

    /// A text of so many characters, as Unicode counts code points.
    public static func length(_ range: ClosedRange<Int>) -> GenerationGuide {
        setting(["minLength": .integer(Int64(range.lowerBound)), "maxLength": .integer(Int64(range.upperBound))])
    }
}

extension GenerationGuide {
    /// An array of at least so many elements.
    public static func minimumCount<Element>(_ count: Int) -> GenerationGuide where Value == [Element] { bounded(count, nil) }

    /// An array of at most so many elements.
    public static func maximumCount<Element>(_ count: Int) -> GenerationGuide where Value == [Element] { bounded(nil, count) }

    /// An array of exactly so many elements.
    public static func count<Element>(_ count: Int) -> GenerationGuide where Value == [Element] { bounded(count, count) }

    /// An array of so many elements, the ends of the range included.
    public static func count<Element>(_ range: ClosedRange<Int>) -> GenerationGuide where Value == [Element] {
        bounded(range.lowerBound, range.upperBound)
    }

    /// A guide for each element of an array.
    public static func element<Element>(_ guide: GenerationGuide<Element>) -> GenerationGuide where Value == [Element] {
        GenerationGuide { schema in
            guard let items = schema.value["items"] else { return schema }
            return schema.setting("items", guide.applied(to: JSONSchema(items)).value)
        }
    }

    private static func bounded(_ least: Int?, _ most: Int?) -> GenerationGuide {
        setting(["minItems": least.map { .integer(Int64($0)) }, "maxItems": most.map { .integer(Int64($0)) }])
    }
}

/// For `@Guide` alone, where the type of the elements is not known: in the code that `@Generable` writes it is, and the
/// functions above are called.
extension GenerationGuide where Value == [Never] {
    public static func minimumCount(_ count: Int) -> GenerationGuide { bounded(count, nil) }
    public static func maximumCount(_ count: Int) -> GenerationGuide { bounded(nil, count) }
    public static func count(_ count: Int) -> GenerationGuide { bounded(count, count) }
    public static func count(_ range: ClosedRange<Int>) -> GenerationGuide { bounded(range.lowerBound, range.upperBound) }
}

public import GlueJSON

extension String: Generable {
    public static var schema: JSONSchema { .string() }
}

extension Bool: Generable {
    public static var schema: JSONSchema { .boolean() }
}

extension Int: Generable {
    public static var schema: JSONSchema { .integer() }
}

extension Int32: Generable {
    public static var schema: JSONSchema { .integer() }
}

extension Int64: Generable {
    public static var schema: JSONSchema { .integer() }
}

extension UInt: Generable {
    public static var schema: JSONSchema { .integer().setting("minimum", 0) }
}

extension Double: Generable {
    public static var schema: JSONSchema { .number() }
}

extension Float: Generable {
    public static var schema: JSONSchema { .number() }
}

/// Any JSON at all. Providers cannot hold a model to it strictly.
extension JSONValue: Generable {
    public static var schema: JSONSchema { .any }
}

extension Array: Generable where Element: Generable {
    public static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }

    public static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
        .array(of: Element.schema(in: &definitions))
    }
}

extension Optional: Generable where Wrapped: Generable {
    public static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }

    public static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
        Wrapped.schema(in: &definitions).nullable
    }
}

extension Dictionary: Generable where Key == String, Value: Generable {
    public static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }

    public static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
        .dictionary(of: Value.schema(in: &definitions))
    }
}

import GlueJSON
public import GlueLLMMacros
import Testing

@Generable(description: "A dish and how to cook it")
struct Recipe: Equatable {
    @Guide(description: "As on a menu", .length(1...60)) var title: String
    @Guide(.range(1...12)) var servings: Int = 4
    /// Where in the meal it stands.
    var course: Course
    @Guide(description: "One sentence each", .minimumCount(1), .element(.pattern(/[A-Z].*/))) var steps: [String]
    /// For whom it is not.
    var warning: String?
    let ingredients: [String: Amount]
    var similar: [Recipe] = []
    var `default` = false
    static let kinds = 3
    var isLong: Bool { steps.count > 9 }
}

@Generable
enum Course: String, CaseIterable { case starter, main, dessert = "last" }

@Generable
enum Stars: Int { case one = 1, two, three }

/// How much of something.
@Generable
indirect enum Amount: Equatable {
    /// By weight.
    case grams(Double)
    case pieces(count: Int, size: Size?)
    /// Labels that the written code uses itself.
    case mixed(members: [Amount], encoder: Int, `default`: Bool = true)
    case some
}

@Generable
enum Size: Equatable { case small, large, `default` }

@Generable
public struct Page<Item: Generable>: Sendable {
    public var items: [Item]
    public var next: Int?
    enum CodingKeys: String, CodingKey { case items, next = "next_page" }
}

@Generable
struct Even: Equatable {
    var number: Int

    init(from decoder: any Decoder) throws {
        number = try GeneratedMembers(from: decoder).value("number", as: Int.self)
        guard number.isMultiple(of: 2) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "must be even"))
        }
    }
}

@Generable
struct Nothing: Equatable {}

@Suite("@Generable")
struct GenerableMacroTests {
    @Test("A struct's schema has descriptions, guides, defaults and what is required")
    func schema() throws {
        let schema = Recipe.schema.value
        #expect(schema["description"] == "A dish and how to cook it")
        #expect(schema["required"] == ["title", "course", "steps", "ingredients"])
        let properties = try #require(schema["properties"])
        #expect(
            properties.object?.keys == ["title", "servings", "course", "steps", "warning", "ingredients", "similar", "default"]
        )
        #expect(properties["title"]?.text() == #"{"type":"string","minLength":1,"maxLength":60,"description":"As on a menu"}"#)
        #expect(properties["servings"]?.text() == #"{"type":"integer","minimum":1,"maximum":12,"default":4}"#)
        #expect(
            properties["course"]?.text()
                == #"{"type":"string","enum":["starter","main","last"],"description":"Where in the meal it stands."}"#
        )
        #expect(properties["steps"]?["items"]?["pattern"] == "^(?:[A-Z].*)$")
        #expect(properties["steps"]?["minItems"] == 1)
        #expect(properties["warning"]?.text() == #"{"type":"string","description":"For whom it is not."}"#)
        #expect(properties["default"]?.text() == #"{"type":"boolean","default":false}"#)
        #expect(properties["similar"]?["items"] == ["$ref": "#/$defs/Recipe"])
        #expect(schema["additionalProperties"] == false)
    }

    static let soup: JSONValue = [
        "title": "Soup", "course": "starter", "steps": ["Cook."],
        "ingredients": ["salt": ["type": "grams", "value": 2.5], "egg": ["type": "pieces", "count": 2], "love": ["type": "some"]],
    ]

    @Test("Values are read with their defaults and written so that they fit the schema")
    func roundTrip() throws {
        #expect(Recipe.schema.validate(Self.soup).isEmpty)
        let recipe = try Self.soup.decoded(as: Recipe.self)
        #expect(recipe.servings == 4)
        #expect(recipe.warning == nil)
        #expect(recipe.ingredients == ["salt": .grams(2.5), "egg": .pieces(count: 2, size: nil), "love": .some])
        #expect(!recipe.default)
        let written = try JSONValue(encoding: recipe)
        #expect(written["servings"] == 4)
        #expect(written["warning"] == nil)
        #expect(Recipe.schema.validate(written).isEmpty)
        #expect(try written.decoded(as: Recipe.self) == recipe)
        #expect(try recipe.toolResponse == written)
    }

    @Test("Held to a strict schema, a model says null for what it leaves out")
    func nulls() throws {
        guard case .object(var object) = Self.soup else { return }
        object["servings"] = .null
        object["warning"] = .null
        object["similar"] = .null
        object["default"] = true
        #expect(Recipe.schema.validate(.object(object), nullIsAbsent: true).isEmpty)
        let recipe = try JSONValue.object(object).decoded(as: Recipe.self)
        #expect(recipe.servings == 4)
        #expect(recipe.similar.isEmpty)
        #expect(recipe.default)
    }

    @Test(
        "What does not fit is told by its path, by the schema and by decoding",
        arguments: [
            (["type": "pieces", "count": "x"], "$.ingredients.a.count: expected a whole number"),
            (["type": "grams"], "$.ingredients.a.value: expected a number"),
            (["type": "nothing"], "$.ingredients.a: expected an object"),
        ] as [(JSONValue, String)]
    )
    func faults(amount: JSONValue, message: String) throws {
        guard case .object(var object) = Self.soup else { return }
        object["ingredients"] = ["a": amount]
        let violations = Recipe.schema.validate(.object(object)).map(\.description)
        #expect(violations.count == 1)
        #expect(violations.first?.hasPrefix(message) == true)
        let error = #expect(throws: DecodingError.self) { try JSONValue.object(object).decoded(as: Recipe.self) }
        #expect(String(describing: error).contains("ingredients"))
    }

    @Test("Enums are texts, numbers or tagged objects")
    func enums() throws {
        #expect(Course.schema.value.text() == #"{"type":"string","enum":["starter","main","last"]}"#)
        #expect(Stars.schema.value.text() == #"{"type":"integer","enum":[1,2,3]}"#)
        #expect(Size.schema.value.text() == #"{"type":"string","enum":["small","large","default"]}"#)
        #expect(try (["small", "default"] as JSONValue).decoded(as: [Size].self) == [.small, .default])
        #expect(try JSONValue(encoding: [Size.large, .default]) == ["large", "default"])
        #expect(try (3 as JSONValue).decoded(as: Stars.self) == .three)
        let amount = Amount.schema.value
        #expect(amount["description"] == "How much of something.")
        let branches = try #require(amount["anyOf"]?.array)
        #expect(branches.map { $0["properties"]?["type"]?["const"] } == ["grams", "pieces", "mixed", "some"])
        #expect(branches[0]["description"] == "By weight.")
        #expect(branches[1]["required"] == ["type", "count"])
        #expect(try JSONValue(encoding: Amount.pieces(count: 1, size: .small)) == ["type": "pieces", "count": 1, "size": "small"])
        let mixed: JSONValue = ["type": "mixed", "members": [["type": "mixed", "members": [], "encoder": 1]], "encoder": 2]
        #expect(Amount.schema.validate(mixed).isEmpty)
        let read = try mixed.decoded(as: Amount.self)
        #expect(read == .mixed(members: [.mixed(members: [], encoder: 1, default: true)], encoder: 2, default: true))
        #expect(try JSONValue(encoding: read).decoded(as: Amount.self) == read)
        let error = #expect(throws: DecodingError.self) { try ("huge" as JSONValue).decoded(as: Size.self) }
        #expect(String(describing: error).contains("must be one of small, large, default"))
    }

    @Test("Generic types, other names and a reader of one's own work")
    func others() throws {
        #expect(Page<Stars>.schema.value["properties"]?.object?.keys == ["items", "next_page"])
        let page = try (["items": [1], "next_page": 2] as JSONValue).decoded(as: Page<Stars>.self)
        #expect(page.next == 2)
        #expect(try JSONValue(encoding: page) == ["items": [1], "next_page": 2])
        #expect(throws: DecodingError.self) { try (["number": 3] as JSONValue).decoded(as: Even.self) }
        #expect(try JSONValue(encoding: (["number": 4] as JSONValue).decoded(as: Even.self)) == ["number": 4])
        #expect(try JSONValue(encoding: Nothing()) == [:])
        #expect(try ([:] as JSONValue).decoded(as: Nothing.self) == Nothing())
    }
}

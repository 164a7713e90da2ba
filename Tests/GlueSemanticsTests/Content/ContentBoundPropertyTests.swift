import GlueJSON
import GlueTestSupport
import Testing

@testable import GlueSemantics

@Suite("Any conversation, cut to any bound", .timeLimit(.minutes(5)))
struct ContentBoundPropertyTests {
    /// Bounds around the places where the way of cutting changes, and some between.
    private static func bounds(_ whole: Int, _ generator: inout MessageGenerator) -> [Int] {
        [2, 3, 60, 150, 400, whole / 2, whole - 1, whole, whole + 1].map { max($0, 2) }
            + (0..<6).map { _ in generator.index(2..<max(whole, 2) + 2) }
    }

    @Test("What comes out fits, is whole JSON, and is what went in where that fits", arguments: Seeds.from(0, count: 60))
    func fits(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        let messages = generator.conversation()
        for json in [messages.inputJSON, messages.outputJSON] {
            let whole = json.bytes()
            for bound in Self.bounds(whole.count, &generator) {
                let cut = ContentBound(bytes: bound).cut(messages: json)
                let bytes = cut.bytes()
                #expect(bytes.count <= bound)
                #expect(try JSONValue(parsing: bytes) == cut)
                #expect(JSONSize.of(cut) == bytes.count)
                if whole.count <= bound { #expect(bytes == whole) }
                // What fits is not cut again.
                #expect(ContentBound(bytes: bound).cut(messages: cut).bytes() == bytes)
            }
        }
    }

    @Test("The marks tell exactly what is missing", arguments: Seeds.from(0, count: 60))
    func marks(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        let json = generator.conversation().inputJSON
        for bound in Self.bounds(json.bytes().count, &generator) {
            let cut = ContentBound(bytes: bound).cut(messages: json)
            try CutReader(original: json, cut: cut).check()
            // Cut in two steps, the marks of the first step are not forgotten.
            try CutReader(original: json, cut: ContentBound(bytes: bound * 2 / 3).cut(messages: cut)).check()
        }
    }

    @Test("What comes out is valid against the GenAI schemas", .needs(.otlp))
    func schemas() async throws {
        var checks: [(schema: GenAISchema, text: String)] = []
        for seed in Seeds.from(1000, count: 60) {
            var generator = MessageGenerator(seed: seed)
            let messages = generator.conversation()
            for bound in Self.bounds(messages.inputJSON.bytes().count, &generator) {
                let bound = ContentBound(bytes: bound)
                checks.append((.inputMessages, bound.cut(messages: messages.inputJSON).text()))
                checks.append((.outputMessages, bound.cut(messages: messages.outputJSON).text()))
                let parts = messages.first { $0.role == .system }?.parts.map(\.json) ?? []
                checks.append((.systemInstructions, JSONValue.array(parts).text()))
                checks.append((.toolDefinitions, bound.cut(definitions: Self.definitions(&generator)).text()))
            }
        }
        #expect(try await GenAISchema.faults(checks) == "")
    }

    @Test("The schemas tell what is not valid", .needs(.otlp))
    func invalid() async throws {
        #expect(try await GenAISchema.faults([(.outputMessages, #"[{"role":"user","parts":[]}]"#)]).contains("finish_reason"))
        #expect(try await GenAISchema.faults([(.inputMessages, #"[{"role":"user""#)]) != "")
    }

    @Test("Tool definitions fit, and keep what fits", arguments: Seeds.from(0, count: 40))
    func definitions(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        let json = Self.definitions(&generator)
        let whole = json.bytes()
        for bound in Self.bounds(whole.count, &generator) {
            let cut = ContentBound(bytes: bound).cut(definitions: json)
            #expect(cut.bytes().count <= bound)
            if whole.count <= bound { #expect(cut.bytes() == whole) }
            let kept = try #require(cut.array)
            if let last = kept.last { #expect(kept.count + Int(last["gluellm.cut_tools"]?.integer ?? 0) == json.array?.count) }
            for (before, after) in zip(try #require(json.array), kept) {
                #expect(after["name"] == before["name"] && after["type"] == "function")
                let missing = ["parameters", "description"].filter { after[$0] == nil }.compactMap { before[$0]?.bytes().count }
                #expect(after["gluellm.cut_bytes"]?.integer.map(Int.init) ?? 0 == missing.reduce(0, +))
            }
        }
    }

    @Test("Values fit, and keep their beginning", arguments: Seeds.from(0, count: 60))
    func values(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        let value = generator.value(3)
        let whole = value.bytes()
        for bound in Self.bounds(whole.count, &generator) {
            let cut = ContentBound(bytes: bound).cut(value: value)
            #expect(cut.bytes().count <= bound)
            if whole.count <= bound {
                #expect(cut.bytes() == whole)
            } else if cut != [:] {
                try CutReader.check(original: value, beginning: cut["beginning"], cutBytes: cut["gluellm.cut_bytes"])
            }
        }
    }

    @Test("Texts fit, and keep their beginning", arguments: Seeds.from(0, count: 60))
    func texts(seed: UInt64) {
        var generator = MessageGenerator(seed: seed)
        let text = generator.text()
        for bound in Self.bounds(text.utf8.count, &generator) {
            let cut = ContentBound(bytes: bound).cut(text: text)
            #expect(cut.utf8.count <= bound)
            if text.utf8.count <= bound {
                #expect(Array(cut.utf8) == Array(text.utf8))
            } else if !cut.isEmpty {
                #expect(text.utf8.starts(with: cut.utf8.dropLast(3)))
                #expect(cut.unicodeScalars.last == "…")
                // No more is cut than must be: the next scalar would not have fitted.
                #expect(cut.utf8.count + 4 > bound)
            }
        }
    }

    private static func definitions(_ generator: inout MessageGenerator) -> JSONValue {
        (0..<generator.index(0..<6)).map { index in
            let parameters: JSONValue = [
                "type": "object", "properties": ["x": ["type": "string", "description": .string(generator.text())]],
            ]
            return ToolDefinition(name: "tool\(index)", description: generator.text(), parameters: parameters)
        }.json
    }
}

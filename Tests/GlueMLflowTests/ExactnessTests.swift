import Foundation
import GlueMLflow
import GlueTestSupport
import Testing

@Suite("Values come back as they were written", .needs(.mlflow), .mlflowServer)
struct ExactnessTests {
    /// Seeded values with every odd one among them.
    struct Values {
        var random: SplitMix

        mutating func double() -> Double {
            let odd: [Double] = [
                .nan, .infinity, -.infinity, 0, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
                .greatestFiniteMagnitude.nextDown, 0.1, 1 / 3, 1e15 + 0.3, 9_007_199_254_740_994, .ulpOfOne, 1e22, 123_456_789_012_345_680,
            ]
            guard Int.random(in: 0..<3, using: &random) > 0 else { return odd.randomElement(using: &random) ?? 0 }
            // Any bits are a double.
            let value = Double(bitPattern: random.next())
            return value.magnitude == .greatestFiniteMagnitude || value.isNaN ? 1.5 : value
        }

        mutating func step() -> Int64 {
            [.min, .max, 0, -1, 1, .max - 1, Int64(bitPattern: random.next()), Int64.random(in: -1000...1000, using: &random)]
                .randomElement(using: &random) ?? 0
        }

        mutating func text(_ count: Int) -> String {
            let scalars = ["a", "Z", "é", "ß", "漢", "🦊", "\u{301}", "\n", "\"", "\\", "'", "\u{7F}", "\u{FEFF}", "\t", "א", "{{x}}", " "]
            var text = ""
            while text.unicodeScalars.count < count { text += scalars.randomElement(using: &random) ?? "" }
            while text.unicodeScalars.count > count { text.unicodeScalars.removeLast() }
            return text
        }

        mutating func key() -> String {
            let pieces = ["a", "Z", "é", "ж", "漢", "_", ".", "-", ":", " ", "0", "٣", "/", "½"]
            var key = "k"
            for _ in 0..<Int.random(in: 0..<249, using: &random) {
                let piece = pieces.randomElement(using: &random) ?? "a"
                // No part may be empty, or . or ..
                if piece == "/", key.hasSuffix("/") { continue }
                if piece == ".", key.hasSuffix("/") { continue }
                key += piece
            }
            return key.hasSuffix("/") ? key + "e" : key
        }
    }

    @Test("Metrics with any double, step and name", arguments: Seeds.from(1, count: 4))
    func metrics(seed: UInt64) async throws {
        let client = try MLflowClient.current()
        var values = Values(random: SplitMix(seed: seed))
        let run = try await client.createRun(in: try await client.experiment()).id
        var points: [Metric] = []
        var keys: Set<String> = []
        while points.count < 300 {
            let key = values.key()
            guard keys.insert(key).inserted else { continue }
            points.append(
                Metric(key, values.double(), step: values.step(), time: MLflowTime(milliseconds: Int64(values.random.next() >> 1)))
            )
        }
        try await client.log(metrics: points, to: run)
        let stored = try await client.run(run).metrics
        for point in points {
            let found = try #require(stored[point.key], "\(point.key)")
            #expect(found.value == point.value || (found.value.isNaN && point.value.isNaN), "\(point.value) came back as \(found.value)")
            #expect(found.step == point.step && found.time == point.time)
        }
        let history = try await client.history(of: points[0].key, in: run).all()
        #expect(history.count == 1 && history[0].step == points[0].step)
    }

    @Test("Params and tags with any text up to their limits", arguments: Seeds.from(50, count: 3))
    func texts(seed: UInt64) async throws {
        let client = try MLflowClient.current()
        var values = Values(random: SplitMix(seed: seed))
        let run = try await client.createRun(in: try await client.experiment()).id
        var params: [String: String] = ["empty": "", "longest": values.text(MLflowLimits.paramValue)]
        var tags: [String: String] = ["empty": "", "longest": values.text(MLflowLimits.tagValue)]
        for _ in 0..<60 {
            params[values.key()] = values.text(Int.random(in: 0..<200, using: &values.random))
            tags[values.key()] = values.text(Int.random(in: 0..<200, using: &values.random))
        }
        try await client.log(params: params, tags: tags, to: run)
        let stored = try await client.run(run)
        for (key, value) in params { #expect(stored.params[key].map { Array($0.utf8) } == Array(value.utf8), "\(key)") }
        for (key, value) in tags { #expect(stored.tags[key].map { Array($0.utf8) } == Array(value.utf8), "\(key)") }
    }

    @Test(
        "What cannot be stored is refused before it is sent, with the reason",
        arguments: [
            ("", "no name"), ("a{b}", "{"), ("../a", ".."), ("a//b", "//"), ("/a", "/"), ("a/", "/"), (".", "."), ("a\nb", #""\n""#),
            ("e\u{301}", "name"), ("tab\t", "name"), (String(repeating: "k", count: 251), "251"), ("percent%", "%"),
        ]
    )
    func names(key: String, reason: String) async throws {
        // Nobody listens there: what is sent fails otherwise.
        let client = try MLflowClient.at("http://127.0.0.1:9", retries: 0)
        let metric = await failure { () async throws(MLflowError) in try await client.log(Metric(key, 1), to: "r") }
        let param = await failure { () async throws(MLflowError) in try await client.log(param: key, "v", to: "r") }
        let tag = await failure { () async throws(MLflowError) in try await client.set(tag: key, "v", of: "r") }
        let batch = await failure { () async throws(MLflowError) in try await client.log(tags: [key: "v"], to: "r") }
        for error in [metric, param, tag, batch] {
            #expect(error?.kind == .unstorable)
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        }
    }

    @Test("Values beyond the limits are refused with field and limit")
    func values() async throws {
        let client = try MLflowClient.at("http://127.0.0.1:9", retries: 0)
        let long = String(repeating: "v", count: 6001)
        let param = await failure { () async throws(MLflowError) in try await client.log(params: ["a": "b", "long": long], to: "r") }
        #expect(param?.kind == .unstorable && param?.message.contains("6000") == true && param?.message.contains("long") == true)
        let tag = await failure { () async throws(MLflowError) in try await client.set(tag: "t", long + long, of: "r") }
        #expect(tag?.kind == .unstorable && tag?.message.contains("8000") == true)
        let huge = await failure { () async throws(MLflowError) in try await client.log(Metric("x", .greatestFiniteMagnitude), to: "r") }
        #expect(huge?.kind == .unstorable && huge?.message.contains("infinity") == true)
        let early = await failure { () async throws(MLflowError) in
            try await client.log(Metric("x", 1, time: MLflowTime(milliseconds: -1)), to: "r")
        }
        #expect(early?.kind == .unstorable && early?.message.contains("1970") == true)
        let nul = await failure { () async throws(MLflowError) in try await client.log(param: "p", "a\u{0}b", to: "r") }
        #expect(nul?.kind == .unstorable && nul?.message.contains("NUL") == true)
        let name = await failure { () async throws(MLflowError) in try await client.createExperiment(String(repeating: "x", count: 501)) }
        #expect(name?.kind == .unstorable && name?.message.contains("500") == true)
        let alias = await failure { () async throws(MLflowError) in try await client.set(alias: "latest", of: "m", to: "1") }
        #expect(alias?.kind == .unstorable)
        let version = await failure { () async throws(MLflowError) in try await client.set(alias: "v2", of: "m", to: "1") }
        #expect(version?.kind == .unstorable)
        let nameless = await failure { () async throws(MLflowError) in try await client.createRegisteredModel("a/b") }
        #expect(nameless?.kind == .unstorable)
    }
}

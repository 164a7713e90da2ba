import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Price tables in files")
struct PriceFileTests {
    private static func table(_ text: String) async throws -> Result<PriceTable, LLMError> {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(text.utf8), to: "prices.json")
            do throws(LLMError) {
                return .success(try PriceTable(contentsOfFile: folder.path("prices.json")))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test("A table of one's own replaces the shipped one, or a part of it")
    func own() async throws {
        let text = #"""
            {"date": "2027-01-31", "prices": {
              "house:big": {"input": 1, "output": 4, "cached_input": 0.5, "cache_write_input": 2, "reasoning_output": 8,
                "audio_input": 10, "audio_output": 20, "long_context": {"above": 1000, "input": 2, "output": 6}},
              "gpt-4o": {"input": 1, "output": 1}}}
            """#
        let table = try await Self.table(text).get()
        #expect(
            table.price(of: "big", provider: "house")
                == Price(
                    input: 1,
                    output: 4,
                    cachedInput: 0.5,
                    cacheWriteInput: 2,
                    reasoningOutput: 8,
                    audioInput: 10,
                    audioOutput: 20,
                    longContext: .init(above: 1000, input: 2, output: 6)
                )
        )
        let merged = PriceTable.shipped.merging(table)
        #expect(merged.date == "2027-01-31" && merged.price(of: "gpt-4o")?.input == 1 && merged.price(of: "gpt-4o-mini")?.input == 0.15)
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            (#"{"prices": {}}"#, "needs a date"), (#"{"date": "yesterday", "prices": {}}"#, "needs a date"),
            (#"{"date": "2027-01-31"}"#, "object of prices"), (#"{"date": "2027-01-31", "prices": {"m": {"input": 1}}}"#, "price of m"),
            (#"{"date": "2027-01-31", "prices": {"m": {"input": -1, "output": 0}}}"#, "below zero"), ("{", "invalid JSON"),
        ]
    )
    func wrong(text: String, problem: String) async throws {
        guard case .failure(let error) = try await Self.table(text) else {
            Issue.record("it was taken")
            return
        }
        #expect(error.kind == .configuration && error.message.contains(problem) && error.message.contains("prices.json"), "\(error)")
    }

    @Test("A file that is not there is named")
    func missing() {
        let error = #expect(throws: LLMError.self) { try PriceTable(contentsOfFile: "/nowhere/prices.json") }
        #expect(error?.kind == .configuration && error?.message.contains("/nowhere/prices.json") == true)
    }
}

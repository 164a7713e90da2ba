import GlueSemantics
import Testing

@Suite("Usage")
struct UsageTests {
    @Test("Totals add up; a detail is known where one of the two knows it")
    func sum() {
        var usage = Usage(inputTokens: 10, outputTokens: 5, cachedInputTokens: 4)
        usage += Usage(inputTokens: 1, outputTokens: 2, reasoningTokens: 3)
        #expect(usage == Usage(inputTokens: 11, outputTokens: 7, cachedInputTokens: 4, reasoningTokens: 3))
        usage += Usage(cachedInputTokens: 1, cacheWriteInputTokens: 0)
        #expect(usage == Usage(inputTokens: 11, outputTokens: 7, cachedInputTokens: 5, cacheWriteInputTokens: 0, reasoningTokens: 3))
        #expect(usage.totalTokens == 18)
    }
}

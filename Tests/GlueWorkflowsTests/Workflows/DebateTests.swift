import GlueJSON
import GlueLLM
import GlueWorkflows
import Testing

@Suite("Debate")
struct DebateTests {
    @Test("H04 Two rounds of two, and a judge who decides or does not", arguments: [true, false])
    func judge(decides: Bool) async throws {
        let pro = ScriptedExecutor("pro", "Yes", "Yes again")
        let con = ScriptedExecutor("con", "No", "No again")
        let judge = ScriptedExecutor("judge", "Pro wins")
        let debate = Debate(participants: [pro, con], judge: judge, settings: .init(maxRounds: 2, judgeDecides: decides))
        let result = try await debate.run("Tea?")
        #expect((pro.inputs.count, con.inputs.count, judge.inputs.count) == (2, 2, decides ? 1 : 0))
        #expect(result.interactions.count == (decides ? 5 : 4))
        #expect(result.output == (decides ? "Pro wins" : "pro: Yes\n\ncon: No\n\npro: Yes again\n\ncon: No again"))
        #expect(result.metadata["judge_used"] == .bool(decides))
        #expect(con.inputs[0].contains("pro: Yes"))
    }
}

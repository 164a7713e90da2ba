import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Chat room")
struct ChatRoomTests {
    @Test("H20 The talk ends when the moderator says so, and the result is refined")
    func talk() async throws {
        let people = [ScriptedExecutor("A", "a"), ScriptedExecutor("B", "b")]
        let moderator = ScriptedExecutor("chair", "CONTINUE\nThink of the costs.", "CONCLUDE")
        let result = try await ChatRoom(participants: people, moderator: moderator, settings: .init(synthesisRounds: 2)).run("Topic")
        #expect(people.map(\.inputs.count) == [3, 4])
        #expect(result.interactions.count == 9)
        #expect(result.iterations == 2)
        #expect(people[0].inputs[1].contains("chair: Think of the costs."))
        #expect(result.metadata["moderator_concluded"] == true)
    }

    @Test(
        "H20 Only a decision ends it",
        arguments: [
            ("CONCLUDE", true), ("CONCLUDE: we agree", true), ("Good talk.\nCONCLUDE", true), ("conclude.", true),
            ("CONCLUDE. There is no need to continue.", true), ("Decision: CONCLUDE", true), ("**CONCLUDE**", true), ("CONTINUE", false),
            ("not ready to CONCLUDE, CONTINUE", false), ("The list is incomplete", false), ("We should conclude soon", false), ("", false),
        ]
    )
    func decision(text: String, concludes: Bool) { #expect(ModeratorWord(text).concludes == concludes) }
}

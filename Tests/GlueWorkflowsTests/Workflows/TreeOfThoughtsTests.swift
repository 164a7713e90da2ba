import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Tree of thoughts")
struct TreeOfThoughtsTests {
    private let thoughts = ["1. a\n2. b\n3. c", "1. aa\n2. ab\n3. ac", "1. ca\n2. cb\n3. cc"]

    @Test("H19 Thoughts of all nodes that are followed are scored")
    func branches() async throws {
        // By what is asked: several are asked at once.
        let answer: @Sendable (String) async throws -> StepOutput = { [thoughts] input in
            StepOutput(input.contains("so far:\na") ? thoughts[1] : input.contains("so far:\nc") ? thoughts[2] : thoughts[0])
        }
        let score: @Sendable (String) async throws -> StepOutput = { input in
            StepOutput(input.contains("\na") ? ".9" : input.contains("\nb") ? ".1" : ".5")
        }
        let thinker = ScriptedExecutor("thinker", answering: answer)
        let evaluator = ScriptedExecutor("judge", answering: score)
        let result = try await TreeOfThoughts(thinker: thinker, evaluator: evaluator, settings: .init(maxDepth: 2)).run("Q")
        #expect(thinker.inputs.count == 3)
        #expect(evaluator.inputs.count == 6)
        #expect(evaluator.inputs[3...].contains { $0.contains("a\naa") })
        #expect(evaluator.inputs[3...].contains { $0.contains("c\nca") })
        #expect(result.output == "Q\na\naa")
    }

    @Test("H19 Where all are pruned, the best of them is told, not the question")
    func pruned() async throws {
        let thinker = ScriptedExecutor("thinker", thoughts)
        let evaluator = ScriptedExecutor("judge", answering: { input in StepOutput(input.contains("\nb") ? "0.2" : "0.1") })
        let result = try await TreeOfThoughts(thinker: thinker, evaluator: evaluator).run("Q")
        #expect(result.output == "Q\nb")
        #expect(result.iterations == 1)
    }

    @Test("An evaluator may pick, and only the best may be followed")
    func strategies() async throws {
        let voting = TreeOfThoughts(
            thinker: ScriptedExecutor("thinker", thoughts),
            evaluator: ScriptedExecutor("judge", "2, 3"),
            settings: .init(maxDepth: 1, evaluationStrategy: .vote)
        )
        #expect(try await voting.run("Q").output == "Q\nb")
        let thinker = ScriptedExecutor("thinker", thoughts)
        let best = TreeOfThoughts(
            thinker: thinker,
            evaluator: ScriptedExecutor("judge", "0.9"),
            settings: .init(maxDepth: 2, evaluationStrategy: .bestFirst)
        )
        _ = try await best.run("Q")
        #expect(thinker.inputs.count == 2)
    }

    @Test(
        "Scores are read on their scale",
        arguments: [
            ("0.8", 0.8), ("Score: 8/10.", 0.8), ("80%", 0.8), ("80 %", 0.8), ("7", 0.7), ("85", 0.85), ("1", 1), ("none", 0.5),
            ("400/10", 1),
        ]
    )
    func score(text: String, value: Double) { #expect(Score.value(text) == value) }
}

import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Consensus")
struct ConsensusTests {
    @Test("H07 Two who vote for themselves do not agree")
    func disagreement() async throws {
        let first = ScriptedExecutor("first", "A", "VOTE: 0", "A2", "VOTE: 0", "VOTE: 0")
        let second = ScriptedExecutor("second", "B", "VOTE: 1", "B2", "VOTE: 1", "VOTE: 1")
        let result = try await Consensus(proposers: [first, second], settings: .init(maxRounds: 2)).run("What?")
        #expect((first.inputs.count, second.inputs.count) == (5, 5))
        #expect(result.interactions.count == 12)
        #expect(result.metadata["consensus_reached"] == false)
        #expect(result.metadata["final_agreement_ratio"] == 0.5)
        #expect(result.output == "A2")
    }

    @Test("H08 One valid vote of three is a third")
    func ratio() async throws {
        let result = try await Consensus(
            proposers: [
                ScriptedExecutor("a", "A", "VOTE: 0"), ScriptedExecutor("b", "B", "I cannot say"), ScriptedExecutor("c", "C", "VOTE: 7"),
            ],
            settings: .init(minAgreementRatio: 0.3, maxRounds: 1)
        )
        .run("What?")
        #expect(result.metadata["agreement_ratio"] == .number(1.0 / 3))
    }

    @Test(
        "H08 A vote is what was voted, not any number",
        arguments: [
            ("I compared 3 options, best is 1", Vote.proposal(1)), ("VOTE: 2", .proposal(2)), ("VOTE: option 1", .proposal(1)),
            ("vote: 0 although 2 is good", .proposal(0)),
            ("Option 1.", .proposal(1)), ("VOTE: 9", .none), ("none of them", .none), ("VOTE: abstain", .abstention), ("1.5", .none),
            ("", .none),
        ]
    )
    func vote(text: String, vote: Vote) { #expect(Vote(text, among: 3) == vote) }

    @Test("Votes are weighted, unanimous, or abstained from, as the settings say")
    func strategies() async throws {
        func run(_ settings: Consensus.Settings, _ votes: String...) async throws -> WorkflowResult {
            let proposers = votes.enumerated().map { ScriptedExecutor("p\($0.offset)", "P\($0.offset)", $0.element) }
            return try await Consensus(proposers: proposers, settings: settings).run("What?")
        }
        let weighted = try await run(
            .init(minAgreementRatio: 0.6, maxRounds: 1, votingStrategy: .weighted, weights: ["p2": 4]),
            "VOTE: 0",
            "VOTE: 0",
            "VOTE: 2"
        )
        #expect(weighted.output == "P2")
        #expect(weighted.metadata["consensus_reached"] == true)
        let unanimous = try await run(.init(maxRounds: 1, votingStrategy: .unanimous), "VOTE: 0", "VOTE: 0", "VOTE: 0", "VOTE: 1")
        #expect(unanimous.metadata["consensus_reached"] == false)
        let abstained = try await run(
            .init(minAgreementRatio: 1, maxRounds: 1, allowAbstention: true),
            "VOTE: 0",
            "VOTE: abstain",
            "VOTE: 0"
        )
        #expect(abstained.metadata["agreement_ratio"] == 1.0)
    }
}

import GlueJSON
public import GlueLLM

/// Proposers who each propose an answer, vote on all of them and try again until enough agree.
///
/// ```swift
/// let consensus = Consensus(proposers: [physicist, engineer, lawyer], settings: .init(minAgreementRatio: 0.6))
/// ```
/// The agreement is the share of the leading proposal in the votes of all that may vote; who answers no vote counts as one who
/// disagrees. Where the last round brings no agreement, one more vote on its proposals picks the output. Its iterations are
/// its rounds.
public struct Consensus: Workflow {
    public enum VotingStrategy: String, Sendable, Hashable, Codable {
        /// The agreement has to reach ``Settings/minAgreementRatio``.
        case majority
        /// All have to agree.
        case unanimous
        /// As `majority`, with the votes weighted by ``Settings/weights``.
        case weighted
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var minAgreementRatio: Double
        public var maxRounds: Int
        public var votingStrategy: VotingStrategy
        /// Whether a proposer may abstain; those who do are no voters then.
        public var allowAbstention: Bool
        /// The weight of proposers' votes by their names, where it is not 1.
        public var weights: [String: Double]

        public init(
            minAgreementRatio: Double = 0.7,
            maxRounds: Int = 5,
            votingStrategy: VotingStrategy = .majority,
            allowAbstention: Bool = false,
            weights: [String: Double] = [:]
        ) {
            self.minAgreementRatio = minAgreementRatio
            self.maxRounds = maxRounds
            self.votingStrategy = votingStrategy
            self.allowAbstention = allowAbstention
            self.weights = weights
        }
    }

    public static let kind = "consensus"

    public var name: String
    public var settings: Settings
    public var proposers: [any StepExecutor]

    public init(_ name: String = Self.kind, proposers: [any StepExecutor], settings: Settings = Settings()) {
        self.name = name
        self.proposers = proposers
        self.settings = settings
    }

    public var outline: Outline {
        let all = proposers.map(\.outline)
        return Outline(
            name,
            detail: Self.kind,
            order: .loop(atMost: settings.maxRounds),
            parts: [Outline("propose", order: .parallel, parts: all), Outline("vote", order: .parallel, parts: all)]
        )
    }

    public func validate() throws(LLMError) {
        try require(proposers.count >= 2, "a consensus needs two proposers or more")
        try require(settings.maxRounds > 0, "maxRounds is at least 1")
        try require((0...1).contains(settings.minAgreementRatio), "minAgreementRatio is between 0 and 1")
        try require(settings.weights.values.allSatisfy { $0 >= 0 }, "weights are not negative")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var proposals: [StepOutcome] = []
        for round in 1...settings.maxRounds {
            let prompt = proposals.isEmpty ? input : again(input, proposals)
            proposals = try await run.parallel(
                proposers.map { StepCall("proposal", $0, prompt, role: $0.name, round: round) }
            )
            let ballot = try await vote(on: proposals, input, round, run)
            run.note("voting", round: round, ["agreement_ratio": .number(ballot.ratio), "leader": leader(ballot)])
            if isReached(ballot) {
                return WorkflowOutcome(
                    proposals[ballot.leader].text,
                    iterations: round,
                    metadata: [
                        "consensus_reached": true, "agreement_ratio": .number(ballot.ratio), "winning_proposal_agent": leader(ballot),
                    ]
                )
            }
        }
        let ballot = try await vote(on: proposals, input, nil, run)
        return WorkflowOutcome(
            proposals[ballot.leader].text,
            iterations: settings.maxRounds,
            metadata: ["consensus_reached": .bool(isReached(ballot)), "final_agreement_ratio": .number(ballot.ratio)]
        )
    }

    private typealias Ballot = (leader: Int, ratio: Double)

    private func leader(_ ballot: Ballot) -> JSONValue { .string(proposers[ballot.leader].name) }

    private func isReached(_ ballot: Ballot) -> Bool {
        ballot.ratio >= (settings.votingStrategy == .unanimous ? 1 : settings.minAgreementRatio) && ballot.ratio > 0
    }

    private func vote(
        on proposals: [StepOutcome],
        _ input: String,
        _ round: Int?,
        _ run: WorkflowRun
    ) async throws(LLMError) -> Ballot {
        let prompt = ballotPaper(proposals, input)
        let answers = try await run.parallel(proposers.map { StepCall("vote", $0, prompt, role: $0.name, round: round) })
        var sums = [Double](repeating: 0, count: proposals.count)
        var voters = 0.0
        for (proposer, answer) in zip(proposers, answers) {
            let weight = settings.votingStrategy == .weighted ? settings.weights[proposer.name] ?? 1 : 1
            let vote = answer.error == nil ? Vote(answer.text, among: proposals.count) : .none
            if vote == .abstention, settings.allowAbstention { continue }
            voters += weight
            if case .proposal(let place) = vote, proposals[place].error == nil { sums[place] += weight }
        }
        // The first of several that lead, and of those that could be made.
        let places = proposals.indices.filter { proposals[$0].error == nil }
        let leader = places.max { sums[$0] < sums[$1] || (sums[$0] == sums[$1] && $0 > $1) } ?? 0
        return (leader, voters > 0 ? sums[leader] / voters : 0)
    }

    private func again(_ task: String, _ proposals: [StepOutcome]) -> String {
        """
        \(task)

        Proposals so far, none of which enough agreed on:
        \(listed(proposals))

        Propose an answer that more can agree on.
        """
    }

    private func ballotPaper(_ proposals: [StepOutcome], _ task: String) -> String {
        """
        The task:
        \(task)

        The proposals:
        \(listed(proposals))

        Vote for the best one, your own included. End with a line `VOTE: number`\(settings.allowAbstention ? " or `VOTE: abstain`" : "").
        """
    }

    private func listed(_ proposals: [StepOutcome]) -> String {
        proposals.enumerated().map { "[\($0.offset)] \($0.element.text)" }.joined(separator: "\n\n")
    }
}

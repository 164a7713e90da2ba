import GlueLLM
import GlueWorkflows
import Testing

/// A workflow of each kind with scripted executors, and what it is asked.
struct Sample: Sendable, CustomTestStringConvertible {
    let workflow: any Workflow
    let input: String

    var testDescription: String { type(of: workflow).kind }

    init(_ workflow: any Workflow, _ input: String = "Why is the sky blue?") {
        self.workflow = workflow
        self.input = input
    }

    func run(_ options: WorkflowOptions) async throws(WorkflowError) -> WorkflowResult {
        try await workflow.run(input, options: options)
    }

    /// All sixteen, made anew: scripts are used up.
    ///
    /// - Parameter wrapping: Is given each executor, and what it gives back takes part instead.
    static func all(_ wrapping: (any StepExecutor) -> any StepExecutor = { $0 }) -> [Sample] {
        func scripted(_ name: String, _ texts: String...) -> any StepExecutor {
            wrapping(ScriptedExecutor(name, texts))
        }
        return [
            Sample(Pipeline(stages: [Stage("draft", scripted("writer", "A draft")), Stage("edit", scripted("editor", "A text"))])),
            Sample(
                IterativeRefinement(
                    producer: scripted("writer", "Draft 1", "Draft 2"),
                    critics: [
                        Critic(scripted("one", "longer"), specialty: "style"), Critic(scripted("two", "shorter"), specialty: "facts"),
                    ],
                    settings: .init(maxIterations: 2)
                )
            ),
            Sample(
                Debate(
                    participants: [scripted("pro", "Yes", "Yes indeed"), scripted("con", "No", "Not at all")],
                    judge: scripted("judge", "Pro wins"),
                    settings: .init(maxRounds: 2)
                )
            ),
            Sample(Reflection(generator: scripted("writer", "v1", "v2", "v3"), reflector: scripted("editor", "more"))),
            Sample(
                Consensus(
                    proposers: [scripted("ann", "Blue", "VOTE: 0"), scripted("ben", "Azure", "VOTE: 0")],
                    settings: .init(maxRounds: 2)
                )
            ),
            Sample(
                MapReduce(mapper: scripted("reader", "part"), reducer: scripted("editor", "whole"), settings: .init(chunkSize: 8)),
                "Why is the sky blue?"
            ),
            Sample(
                ReAct(
                    reasoner: scripted("thinker", "Thought: look\nAction: echo[blue]", "Thought: known\nFinal Answer: It scatters."),
                    tools: [EchoTool()]
                )
            ),
            Sample(
                RoundRobin(
                    agents: [scripted("ann", "One", "Three", "All"), scripted("ben", "Two", "Four")],
                    settings: .init(maxRounds: 2)
                )
            ),
            Sample(
                RetrievalAugmented(
                    retriever: FunctionRetriever("shelf") { _, _ in
                        [RetrievedChunk("Air scatters.", source: "s1"), RetrievedChunk("Blue most.")]
                    },
                    generator: scripted("writer", "Air scatters blue most."),
                    verifier: scripted("checker", "ok"),
                    settings: .init(verifyFacts: true)
                )
            ),
            Sample(
                Constitutional(
                    generator: scripted("writer", "rude", "kind"),
                    critic: scripted("critic", "harmless: FAIL, helpful: PASS", "harmless: PASS, helpful: PASS"),
                    settings: .init(principles: [.init("harmless", "It hurts nobody."), .init("helpful", "It answers.")])
                )
            ),
            Sample(
                MixtureOfExperts(
                    experts: [
                        Expert(scripted("physicist", "Scattering"), specialty: "physics"),
                        Expert(scripted("painter", "Pigment"), specialty: "art"), Expert(scripted("cook", "Salt"), specialty: "food"),
                    ],
                    router: scripted("router", "1, 2"),
                    combiner: scripted("editor", "Both")
                )
            ),
            Sample(
                Socratic(
                    questioner: scripted("teacher", "What is light?", "What is air?"),
                    responder: scripted("student", "Waves", "Gas", "Air scatters waves"),
                    settings: .init(maxExchanges: 2)
                )
            ),
            Sample(
                Hierarchical(
                    manager: scripted("lead", "1. one\n2. two\n3. three", "Done"),
                    workers: [scripted("W1", "r1"), scripted("W2", "r2")],
                    settings: .init(maxSubtasks: 2)
                )
            ),
            Sample(
                TreeOfThoughts(
                    thinker: scripted("thinker", "1. a\n2. b\n3. c", "1. aa\n2. ab\n3. ac", "1. ca\n2. cb\n3. cc"),
                    evaluator: scripted("judge", "0.9", "0.1", "0.5"),
                    settings: .init(maxDepth: 2)
                )
            ),
            Sample(
                ChatRoom(
                    participants: [scripted("ann", "Hello", "Well", "Draft"), scripted("ben", "Hi", "So", "Refined", "Final")],
                    moderator: scripted("chair", "CONTINUE", "CONCLUDE"),
                    settings: .init(synthesisRounds: 2)
                )
            ),
            Sample(
                ChainOfDensity(generator: scripted("writer", "sparse", "denser", "densest"), settings: .init(numIterations: 3))
            ),
        ]
    }
}

/// Answers what it is given.
struct EchoTool: Tool {
    struct Arguments: Decodable { var text: String }
    let name = "echo"
    let description = "Answers what it is given"
    let parameters = JSONSchema.object(["text": .string("What to answer")])
    func call(arguments: Arguments) async throws -> String { "echo of \(arguments.text)" }
}

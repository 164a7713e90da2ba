public import GlueJSON
public import GlueLLM

extension WorkflowDefinition {
    /// The kinds of workflows that there are, sorted.
    public static var kinds: [String] { WorkflowParser.kinds.keys.sorted() }

    /// A workflow of a kind with agents of ours, for trying it out.
    ///
    /// - Parameter settings: In place of the defaults; nil for those.
    /// - Throws: ``LLMError/Kind/configuration`` for a kind that there is not, or that needs more than agents.
    public static func standard(_ kind: String, settings: JSONValue? = nil) throws(LLMError) -> WorkflowDefinition {
        guard WorkflowParser.kinds[kind] != nil else {
            throw LLMError(.configuration, "there is no workflow \(kind); the workflows are \(kinds.joined(separator: ", "))")
        }
        guard let cast = casts[kind] else {
            throw LLMError(
                .configuration,
                "\(kind) needs more than agents, such as documents or principles of yours; describe it in a file"
            )
        }
        var members: JSONObject = ["workflow": .string(kind)]
        var agents = JSONObject()
        for (name, prompt) in cast.agents { agents[name] = ["system": .string(prompt)] }
        members["agents"] = .object(agents)
        for (key, value) in cast.parts { members[key] = value }
        if let settings { members["settings"] = settings }
        return try WorkflowDefinition(.object(members))
    }

    /// Who plays which part.
    private typealias Cast = (agents: [(String, String)], parts: JSONObject)

    private static let casts: [String: Cast] = [
        Pipeline.kind: (
            [("writer", "You write a first draft of what is asked for."), ("editor", "You make a draft clear, correct and short.")],
            ["stages": ["writer", "editor"]]
        ),
        IterativeRefinement.kind: (
            [("writer", "You write what is asked for."), ("critic", "You are a strict and helpful critic.")],
            ["producer": "writer", "critics": ["critic"]]
        ),
        Debate.kind: (
            [
                ("pro", "You argue for it."), ("con", "You argue against it."), ("judge", "You judge by the arguments alone."),
            ],
            ["participants": ["pro", "con"], "judge": "judge"]
        ),
        Reflection.kind: ([("writer", "You write what is asked for, and look at your own work honestly.")], ["generator": "writer"]),
        Consensus.kind: (
            [
                ("optimist", "You look for what could go well."), ("sceptic", "You look for what could go wrong."),
                ("pragmatist", "You look for what can be done now."),
            ],
            ["proposers": ["optimist", "sceptic", "pragmatist"]]
        ),
        MapReduce.kind: (
            [("reader", "You sum up the part of a text that you are given."), ("editor", "You make one text of several.")],
            ["mapper": "reader", "reducer": "editor", "settings": ["chunk_size": 8000]]
        ),
        ReAct.kind: ([("thinker", "You solve problems step by step.")], ["reasoner": "thinker", "tools": ["calculator", "clock"]]),
        RoundRobin.kind: (
            [("first", "You bring the ideas."), ("second", "You bring the facts."), ("third", "You bring the form.")],
            ["participants": ["first", "second", "third"]]
        ),
        MixtureOfExperts.kind: (
            [
                ("scientist", "You know the sciences."), ("engineer", "You know how things are built."),
                ("writer", "You know how things are said."), ("router", "You know who knows what."),
                ("editor", "You make one answer of several."),
            ],
            ["experts": ["scientist", "engineer", "writer"], "router": "router", "combiner": "editor"]
        ),
        Socratic.kind: (
            [("teacher", "You lead by questions."), ("student", "You think aloud and answer honestly.")],
            ["questioner": "teacher", "responder": "student"]
        ),
        Hierarchical.kind: (
            [
                ("manager", "You plan and sum up."), ("worker", "You do one part of a task, well."),
                ("colleague", "You do one part of a task, well."),
            ],
            ["manager": "manager", "workers": ["worker", "colleague"]]
        ),
        TreeOfThoughts.kind: (
            [("thinker", "You find different ways to go on."), ("evaluator", "You rate ways to a solution.")],
            ["thinker": "thinker", "evaluator": "evaluator"]
        ),
        ChatRoom.kind: (
            [("ann", "You like new ideas."), ("ben", "You like what is proven."), ("chair", "You moderate a talk.")],
            ["participants": ["ann", "ben"], "moderator": "chair"]
        ),
        Parallel.kind: (
            [
                ("optimist", "You look for what could go well."), ("sceptic", "You look for what could go wrong."),
                ("editor", "You make one answer of several."),
            ],
            ["branches": ["optimist", "sceptic"], "joiner": "editor"]
        ),
        ChainOfDensity.kind: ([("writer", "You write dense, readable texts.")], ["generator": "writer"]),
    ]
}

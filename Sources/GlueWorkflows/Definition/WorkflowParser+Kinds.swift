import GlueJSON
import GlueLLM

extension WorkflowParser {
    typealias Parse = @Sendable (inout Parts) throws(LLMError) -> any Workflow

    /// What each workflow is made of.
    static let kinds: [String: Parse] = [
        Pipeline.kind: { parts throws(LLMError) in Pipeline(parts.name, stages: try stages(&parts)) },
        IterativeRefinement.kind: { parts throws(LLMError) in
            IterativeRefinement(
                parts.name,
                producer: try parts.one("producer"),
                critics: try critics(&parts),
                settings: try parts.settings(IterativeRefinement.Settings())
            )
        },
        Debate.kind: { parts throws(LLMError) in
            Debate(
                parts.name,
                participants: try parts.several("participants"),
                judge: try parts.maybe("judge"),
                settings: try parts.settings(Debate.Settings())
            )
        },
        Reflection.kind: { parts throws(LLMError) in
            Reflection(
                parts.name,
                generator: try parts.one("generator"),
                reflector: try parts.maybe("reflector"),
                settings: try parts.settings(Reflection.Settings())
            )
        },
        Consensus.kind: { parts throws(LLMError) in
            Consensus(parts.name, proposers: try parts.several("proposers"), settings: try parts.settings(Consensus.Settings()))
        },
        MapReduce.kind: { parts throws(LLMError) in
            MapReduce(
                parts.name,
                mapper: try parts.one("mapper"),
                reducer: try parts.maybe("reducer"),
                settings: try parts.settings(MapReduce.Settings())
            )
        },
        ReAct.kind: { parts throws(LLMError) in
            ReAct(
                parts.name,
                reasoner: try parts.one("reasoner"),
                tools: try tools(&parts),
                settings: try parts.settings(ReAct.Settings())
            )
        },
        RoundRobin.kind: { parts throws(LLMError) in
            RoundRobin(parts.name, agents: try parts.several("participants"), settings: try parts.settings(RoundRobin.Settings()))
        },
        RetrievalAugmented.kind: { parts throws(LLMError) in
            RetrievalAugmented(
                parts.name,
                retriever: try retriever(&parts),
                generator: try parts.one("generator"),
                verifier: try parts.maybe("verifier"),
                settings: try parts.settings(RetrievalAugmented.Settings())
            )
        },
        Constitutional.kind: { parts throws(LLMError) in
            Constitutional(
                parts.name,
                generator: try parts.one("generator"),
                critic: try parts.maybe("critic"),
                settings: try parts.settings(Constitutional.Settings())
            )
        },
        MixtureOfExperts.kind: { parts throws(LLMError) in
            MixtureOfExperts(
                parts.name,
                experts: try experts(&parts),
                router: try parts.maybe("router"),
                combiner: try parts.maybe("combiner"),
                settings: try parts.settings(MixtureOfExperts.Settings())
            )
        },
        Socratic.kind: { parts throws(LLMError) in
            Socratic(
                parts.name,
                questioner: try parts.one("questioner"),
                responder: try parts.one("responder"),
                settings: try parts.settings(Socratic.Settings())
            )
        },
        Hierarchical.kind: { parts throws(LLMError) in
            Hierarchical(
                parts.name,
                manager: try parts.one("manager"),
                workers: try parts.several("workers"),
                settings: try parts.settings(Hierarchical.Settings())
            )
        },
        TreeOfThoughts.kind: { parts throws(LLMError) in
            TreeOfThoughts(
                parts.name,
                thinker: try parts.one("thinker"),
                evaluator: try parts.maybe("evaluator"),
                settings: try parts.settings(TreeOfThoughts.Settings())
            )
        },
        ChatRoom.kind: { parts throws(LLMError) in
            ChatRoom(
                parts.name,
                participants: try parts.several("participants"),
                moderator: try parts.one("moderator"),
                settings: try parts.settings(ChatRoom.Settings())
            )
        },
        Parallel.kind: { parts throws(LLMError) in
            Parallel(
                parts.name,
                branches: try parts.several("branches"),
                joiner: try parts.maybe("joiner"),
                settings: try parts.settings(Parallel.Settings())
            )
        },
        Conditional.kind: { parts throws(LLMError) in
            let condition = try parts.members.required(parts.members.takeJSON("if"), "if")
            return Conditional(
                parts.name,
                if: try Condition(condition, at: "\(parts.members.place).if"),
                then: try parts.one("then"),
                otherwise: try parts.maybe("otherwise")
            )
        },
        ChainOfDensity.kind: { parts throws(LLMError) in
            ChainOfDensity(parts.name, generator: try parts.one("generator"), settings: try parts.settings(ChainOfDensity.Settings()))
        },
    ]

    private static func stages(_ parts: inout Parts) throws(LLMError) -> [Stage] {
        var stages: [Stage] = []
        for (json, place) in try parts.list("stages") {
            guard json.object != nil else {
                let executor = try parts.parser.executor(json, at: place)
                stages.append(Stage(executor.name, executor))
                continue
            }
            var members = try DefinitionMembers(json, at: place)
            let name = try members.take("name", \.string, "a text")
            let executor: any StepExecutor
            if let agent = members.takeJSON("agent") {
                executor = try parts.parser.executor(agent, at: "\(place).agent")
            } else {
                executor = try parts.parser.executor(
                    try members.required(members.takeJSON("do"), "agent, or do with a workflow,"),
                    at: "\(place).do"
                )
            }
            var condition: Condition?
            if let json = members.takeJSON("when") { condition = try Condition(json, at: "\(place).when") }
            try members.end()
            stages.append(Stage(name ?? executor.name, executor, when: condition))
        }
        return stages
    }

    private static func critics(_ parts: inout Parts) throws(LLMError) -> [Critic] {
        var critics: [Critic] = []
        for (json, place) in try parts.list("critics") {
            guard json.object != nil else {
                let executor = try parts.parser.executor(json, at: place)
                critics.append(Critic(executor, specialty: executor.name))
                continue
            }
            var members = try DefinitionMembers(json, at: place)
            let executor = try parts.parser.executor(try members.required(members.takeJSON("agent"), "agent"), at: "\(place).agent")
            let specialty = try members.take("specialty", \.string, "a text") ?? executor.name
            critics.append(Critic(executor, specialty: specialty, goal: try members.take("goal", \.string, "a text")))
            try members.end()
        }
        return critics
    }

    private static func experts(_ parts: inout Parts) throws(LLMError) -> [Expert] {
        var experts: [Expert] = []
        for (json, place) in try parts.list("experts") {
            guard json.object != nil else {
                let executor = try parts.parser.executor(json, at: place)
                experts.append(Expert(executor, specialty: executor.name))
                continue
            }
            var members = try DefinitionMembers(json, at: place)
            let executor = try parts.parser.executor(try members.required(members.takeJSON("agent"), "agent"), at: "\(place).agent")
            experts.append(
                Expert(
                    executor,
                    specialty: try members.take("specialty", \.string, "a text") ?? executor.name,
                    description: try members.take("description", \.string, "a text") ?? "",
                    activationKeywords: try members.texts("keywords")
                )
            )
            try members.end()
        }
        return experts
    }

    private static func retriever(_ parts: inout Parts) throws(LLMError) -> any Retriever {
        if let retriever = parts.parser.retriever { return retriever }
        return KeywordRetriever("documents", try documents(&parts))
    }

    private static func documents(_ parts: inout Parts) throws(LLMError) -> [RetrievedChunk] {
        var chunks: [RetrievedChunk] = []
        for (json, place) in try parts.list("documents") {
            if let text = json.string {
                chunks.append(RetrievedChunk(text))
                continue
            }
            var members = try DefinitionMembers(json, at: place)
            let text = try members.required(try members.take("text", \.string, "a text"), "text")
            chunks.append(RetrievedChunk(text, source: try members.take("source", \.string, "a text")))
            try members.end()
        }
        return chunks
    }

    private static func tools(_ parts: inout Parts) throws(LLMError) -> [any Tool] {
        var tools: [any Tool] = []
        let place = "\(parts.members.place).tools"
        for json in try parts.members.take("tools", \.array, "a list") ?? [] {
            // The name, or a definition of which the name is a member.
            guard let name = json.string ?? json["name"]?.string ?? json["function"]?["name"]?.string else {
                throw DefinitionMembers.error(place, "the name of a tool is expected")
            }
            guard let tool = parts.parser.tool(name) else {
                throw DefinitionMembers.error(place, "there is no tool \(name)")
            }
            tools.append(tool)
        }
        return tools
    }
}

extension Condition {
    /// `{"contains": "…"}`, `{"longer_than": 100}`, `{"shorter_than": 100}` or `{"not": {…}}`.
    init(_ json: JSONValue, at place: String) throws(LLMError) {
        guard let object = json.object, object.count == 1, let member = object.first else {
            throw DefinitionMembers.error(place, "one of contains, longer_than, shorter_than and not is expected")
        }
        let count = member.value.integer.flatMap { Int(exactly: $0) }
        switch (member.key, member.value.string, count) {
        case ("contains", let text?, _): self = .contains(text)
        case ("longer_than", _, let count?): self = .longer(than: count)
        case ("shorter_than", _, let count?): self = .shorter(than: count)
        case ("not", _, _): self = .not(try Condition(member.value, at: "\(place).not"))
        default: throw DefinitionMembers.error(place, "one of contains, longer_than, shorter_than and not is expected, with its value")
        }
    }
}

public import GlueJSON
import GlueLLM
import GlueSemantics

extension Workflow {
    /// The workflow as a file describes it, but for its agents: which one it is, who takes part, its settings.
    ///
    /// ``WorkflowDefinition`` makes it again. What is a function of the application's own, such as a condition's test, is named
    /// alone.
    public var definition: JSONValue {
        var definition: JSONObject = ["workflow": .string(Self.kind), "name": .string(name)]
        for member in cast { definition[member.key] = member.value }
        if Self.hasSettings, let settings = try? JSONValue(encoding: settings) { definition["settings"] = settings.snakeCased }
        return .object(definition)
    }

    /// Whether there is more to set than who takes part.
    private static var hasSettings: Bool { Self.self != Pipeline.self && Self.self != Conditional.self }
}

extension StepExecutor {
    /// An agent or a function by its name, a workflow by its definition.
    fileprivate var part: JSONValue { (self as? any Workflow)?.definition ?? .string(name) }
}

extension [any StepExecutor] {
    fileprivate var parts: JSONValue { .array(map(\.part)) }
}

extension JSONObject {
    /// An object without what is not there.
    fileprivate init(parts: [(String, JSONValue?)]) { self.init(parts.compactMap { key, value in value.map { (key, $0) } }) }
}

extension Pipeline {
    public var cast: JSONObject {
        let stages = stages.map { stage in
            JSONValue.object(
                JSONObject(parts: [("name", .string(stage.name)), ("do", stage.executor.part), ("when", stage.condition?.json)])
            )
        }
        return ["stages": .array(stages)]
    }
}

extension IterativeRefinement {
    public var cast: JSONObject {
        let critics = critics.map { critic in
            JSONValue.object(
                JSONObject(parts: [
                    ("agent", critic.executor.part), ("specialty", .string(critic.specialty)), ("goal", critic.goal.map(JSONValue.string)),
                ])
            )
        }
        return ["producer": producer.part, "critics": .array(critics)]
    }
}

extension Debate {
    public var cast: JSONObject { JSONObject(parts: [("participants", participants.parts), ("judge", judge?.part)]) }
}

extension Reflection {
    public var cast: JSONObject { ["generator": generator.part, "reflector": reflector.part] }
}

extension Consensus {
    public var cast: JSONObject { ["proposers": proposers.parts] }
}

extension MapReduce {
    public var cast: JSONObject { ["mapper": mapper.part, "reducer": reducer.part] }
}

extension ReAct {
    public var cast: JSONObject { ["reasoner": reasoner.part, "tools": .array(tools.map { AnyTool($0).definition.json })] }
}

extension RoundRobin {
    public var cast: JSONObject { ["participants": agents.parts] }
}

extension RetrievalAugmented {
    /// Without the documents, which are content.
    public var cast: JSONObject { JSONObject(parts: [("generator", generator.part), ("verifier", verifier?.part)]) }
}

extension Constitutional {
    public var cast: JSONObject { ["generator": generator.part, "critic": critic.part] }
}

extension MixtureOfExperts {
    public var cast: JSONObject {
        let experts = experts.map { expert -> JSONValue in
            [
                "agent": expert.executor.part, "specialty": .string(expert.specialty), "description": .string(expert.description),
                "keywords": .array(expert.activationKeywords.map(JSONValue.string)),
            ]
        }
        return JSONObject(parts: [("experts", .array(experts)), ("router", router?.part), ("combiner", combiner?.part)])
    }
}

extension Socratic {
    public var cast: JSONObject { ["questioner": questioner.part, "responder": responder.part] }
}

extension Hierarchical {
    public var cast: JSONObject { ["manager": manager.part, "workers": workers.parts] }
}

extension TreeOfThoughts {
    public var cast: JSONObject { ["thinker": thinker.part, "evaluator": evaluator.part] }
}

extension ChatRoom {
    public var cast: JSONObject { ["participants": participants.parts, "moderator": moderator.part] }
}

extension Parallel {
    public var cast: JSONObject { JSONObject(parts: [("branches", branches.parts), ("joiner", joiner?.part)]) }
}

extension Conditional {
    public var cast: JSONObject { JSONObject(parts: [("if", condition.json), ("then", then.part), ("otherwise", otherwise?.part)]) }
}

extension ChainOfDensity {
    public var cast: JSONObject { ["generator": generator.part] }
}

extension Condition {
    /// As a file says it; a test of the application's own by its name, which no file can say.
    var json: JSONValue {
        switch self {
        case .contains(let part): ["contains": .string(part)]
        case .longer(let count): ["longer_than": .integer(Int64(count))]
        case .shorter(let count): ["shorter_than": .integer(Int64(count))]
        case .not(let condition): ["not": condition.json]
        case .test(let name, _): ["test": .string(name)]
        }
    }
}

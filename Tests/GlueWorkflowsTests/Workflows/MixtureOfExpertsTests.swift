import GlueJSON
import GlueLLM
import GlueWorkflows
import Testing

@Suite("Mixture of experts")
struct MixtureOfExpertsTests {
    private func experts(_ strategy: MixtureOfExperts.RoutingStrategy, router: ScriptedExecutor? = nil) -> (
        MixtureOfExperts, ScriptedExecutor
    ) {
        let combiner = ScriptedExecutor("combiner", "both")
        let experts = [
            Expert(ScriptedExecutor("math", "m"), specialty: "math", activationKeywords: ["calc"]),
            Expert(ScriptedExecutor("code", "c"), specialty: "code", activationKeywords: ["prog"]),
            Expert(ScriptedExecutor("art", "a"), specialty: "art", activationKeywords: ["paint"]),
        ]
        return (
            MixtureOfExperts(experts: experts, router: router, combiner: combiner, settings: .init(routingStrategy: strategy)), combiner
        )
    }

    @Test(
        "H16 Who is asked is what the strategy says",
        arguments: [
            (MixtureOfExperts.RoutingStrategy.keyword, "calc this", ["math"]), (.keyword, "zzz", ["math"]),
            (.all, "zzz", ["math", "code", "art"]), (.topK, "zzz", ["math", "code"]), (.semantic, "prog and paint", ["code", "art"]),
            (.topK, "paint", ["art", "math"]),
        ]
    )
    func routing(strategy: MixtureOfExperts.RoutingStrategy, input: String, used: [String]) async throws {
        let (experts, combiner) = experts(strategy)
        let result = try await experts.run(input)
        #expect(result.metadata["experts_used"] == .array(used.map(JSONValue.string)))
        #expect(combiner.inputs.count == (used.count > 1 ? 1 : 0))
        #expect(result.iterations == used.count)
    }

    @Test(
        "The router is asked, and where it names nobody the keywords decide",
        arguments: [
            ("3, 1, 9", ["art", "math"]), ("nobody", ["code"]), ("I compared 3 of them, 1 is best", ["code"]),
            ("Physics first:\n3", ["art"]),
        ]
    )
    func router(answer: String, used: [String]) async throws {
        let router = ScriptedExecutor("router", answer)
        let (experts, _) = experts(.semantic, router: router)
        let result = try await experts.run("prog")
        #expect(router.inputs.count == 1)
        #expect(result.metadata["experts_used"] == .array(used.map(JSONValue.string)))
    }

    @Test("A vote goes to the answer that most gave")
    func vote() async throws {
        let experts = ["no", "Yes", " yes"].enumerated().map {
            Expert(ScriptedExecutor("e\($0.offset)", $0.element), specialty: "s\($0.offset)")
        }
        let mixture = MixtureOfExperts(experts: experts, settings: .init(routingStrategy: .all, combineStrategy: .vote))
        #expect(try await mixture.run("What?").output == "Yes")
        struct Tired: Error {}
        let tired = FunctionExecutor("tired", answering: { _ in throw Tired() })
        let failing = MixtureOfExperts(
            experts: [Expert(tired, specialty: "a"), Expert(tired, specialty: "b"), Expert(ScriptedExecutor("c", "yes"), specialty: "c")],
            settings: .init(routingStrategy: .all, combineStrategy: .vote)
        )
        #expect(try await failing.run("What?").output == "yes")
    }
}

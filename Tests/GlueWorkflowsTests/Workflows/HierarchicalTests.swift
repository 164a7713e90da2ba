import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Hierarchical")
struct HierarchicalTests {
    @Test("H18 Two of three parts go to two workers")
    func parts() async throws {
        let manager = ScriptedExecutor("manager", "1. one\n2. two\n3. three", "all")
        let workers = [ScriptedExecutor("W1", "r1"), ScriptedExecutor("W2", "r2")]
        let result = try await Hierarchical(manager: manager, workers: workers, settings: .init(maxSubtasks: 2)).run("Do.")
        #expect(manager.inputs.count == 2)
        #expect(workers.map(\.inputs.count) == [1, 1])
        #expect(result.interactions.count == 4)
        #expect(result.metadata["workers_used"] == 2)
        #expect(result.output == "all")
    }

    @Test("A manager who names no parts does the task")
    func noParts() async throws {
        let manager = ScriptedExecutor("manager", "This took 3.5 hours.", "done")
        let worker = ScriptedExecutor("W1", "r1")
        let result = try await Hierarchical(manager: manager, workers: [worker]).run("Do.")
        #expect(result.output == "done")
        #expect(manager.inputs[1] == "Do.")
        #expect(worker.inputs.isEmpty)
    }

    @Test(
        "Items are lines that begin as items do",
        arguments: [
            ("1. a\n2) b", ["a", "b"]), ("- a\n* b\n• c", ["a", "b", "c"]), ("Version 3.5 is out.\n3.5 is not an item", []),
            ("Plan:\n 1. a\n - detail", ["a"]), ("", []),
        ]
    )
    func items(text: String, items: [String]) { #expect(ListItems(text).items == items) }
}

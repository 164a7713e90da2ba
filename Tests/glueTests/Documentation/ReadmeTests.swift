import Foundation
import GlueTestSupport
import Testing

@Suite("README")
struct ReadmeTests {
    @Test("The first example is the code that the tests compile, and no longer than 30 lines")
    func example() throws {
        let compiled = try Repository.text("Tests/glueTests/Documentation/ReadmeExample.swift")
        let example = try #require(
            try Repository.text("README.md").split(separator: "```swift\n").dropFirst().first?.split(separator: "```").first
        )
        let parts = example.split(separator: "@main\n")
        try #require(parts.count == 2)
        for line in parts[0].split(separator: "\n") { #expect(compiled.contains("\(line)\n")) }
        #expect(compiled.contains(parts[1]))
        #expect(example.split(separator: "\n").count <= 30)
    }

    @Test("Every script that the README names is there and can be run")
    func scripts() throws {
        let names = try Repository.text("README.md").matches(of: /`?(scripts\/[a-z-]+)/).map { String($0.output.1) }
        #expect(Set(names).isSuperset(of: ["scripts/demo", "scripts/test"]))
        for name in Set(names) { #expect(FileManager.default.isExecutableFile(atPath: Repository.path(name)), "\(name)") }
    }

    @Test("Every command that the README names has help with an example")
    func commands() async throws {
        let rows = try Repository.text("README.md").matches(of: #/`glue ([a-z]+(?: (?:show|diff|convert))?) /#).map { String($0.output.1) }
        #expect(Set(rows).isSuperset(of: ["run", "trace show", "trace diff", "trace convert", "exchanges", "replay", "mock"]))
        for row in Set(rows) {
            let outcome = try await Program.glue(row.split(separator: " ").map(String.init) + ["--help"]).run()
            #expect(outcome.exitCode == 0, "\(row)")
            #expect(outcome.text.contains("Example"), "\(row)")
        }
    }
}

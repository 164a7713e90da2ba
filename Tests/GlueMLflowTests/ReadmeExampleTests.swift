import Foundation
import GlueMLflow
import GlueTestSupport
import Testing

@Suite("The README's run", .needs(.mlflow), .mlflowServer)
struct ReadmeExampleTests {
    @Test("It is the code that is compiled here, and does what it says")
    func run() async throws {
        let readme = try Repository.text("README.md")
        let compiled = try Repository.text("Tests/GlueMLflowTests/ReadmeExampleTests.swift")
        let source = compiled.replacing(#"folder.path("report.html")"#, with: #""report.html""#)
        let section = try #require(readme.split(separator: "## Runs in MLflow\n").last)
        let example = try #require(section.split(separator: "```swift\n").first?.split(separator: "```").first)
        let lines = example.split(separator: "\n").filter { $0.contains("run") }
        #expect(lines.count >= 4)
        for line in lines { #expect(source.contains(line.drop { $0 == " " }), "\(line)") }

        let mlflow = try MLflowClient.current()
        let losses = [0.5, 0.25]
        try await TemporaryFolder.with { folder in
            try folder.write(Array("<p>fine</p>".utf8), to: "report.html")
            try await ReadmeRun.log(mlflow, losses, in: folder)
        }
        let experiment = try #require(try await mlflow.experiment(named: "support-bot"))
        let run = try #require(try await mlflow.runs(in: [experiment.id]).all().first)
        #expect(run.info.status == .finished && run.metrics["loss"]?.value == 0.25 && run.params["temperature"] == "0.2")
        #expect(try await mlflow.artifacts(of: run.info).list().map(\.path) == ["report.html"])
    }
}

/// Where the example's file is in the folder that it runs in.
private enum ReadmeRun {
    static func log(_ mlflow: MLflowClient, _ losses: [Double], in folder: TemporaryFolder) async throws {
        try await mlflow.withRun(experiment: "support-bot", name: "nightly") { run in
            try await run.log(params: ["model": "gpt-4o-mini", "temperature": "0.2"])
            for (epoch, loss) in losses.enumerated() { try await run.log("loss", loss, step: Int64(epoch)) }
            try await run.log(artifact: folder.path("report.html"))
        }
    }
}

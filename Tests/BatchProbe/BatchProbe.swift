import Foundation
import GlueJSON
import GlueLLM

/// A process for the tests to kill: `BatchProbe MODEL_BASE_URL INPUT OUTPUT CONCURRENCY`.
///
/// It works a batch off, or what is left of it, and prints what all runs came to.
@main
struct BatchProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let concurrency = Int(arguments[4]) else { exit(2) }
        let client = LLMClient(
            model: "gpt-4o-mini",
            provider: try OpenAIProvider(baseURL: arguments[1]),
            retry: RetryPolicy(attempts: 5, backoff: Backoff(initial: .milliseconds(1), maximum: .milliseconds(5)))
        )
        do throws(BatchError) {
            let summary = try await client.batch(
                BatchFile(input: arguments[2], output: arguments[3]),
                options: BatchOptions(concurrency: concurrency)
            )
            print(summary.json.text())
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }
}

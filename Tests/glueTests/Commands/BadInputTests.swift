import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("Bad input")
struct BadInputTests {
    /// Inputs that are not what they say they are, and a word that the message must have.
    static let inputs: [(name: String, bytes: [UInt8], word: String)] = [
        ("an empty file", [], "empty"),
        ("random bytes", random(4096), ""),
        ("a truncated .pb", Array(traces.protobuf().dropLast(7)), ""),
        ("a truncated gzip", Array(Gzip.compress(traces.protobuf()).dropLast(9)), "gzip"),
        ("JSON that is not OTLP", Array(#"{"messages":[{"role":"user"}]}"#.utf8), ""),
        ("JSON that is none", Array(#"{"resourceSpans":["#.utf8), ""),
        ("a gzip bomb", Gzip.compress([UInt8](repeating: 0, count: 1 << 30)), "limit"),
    ]

    @Test("Every command that reads it says so in one line and exits with 3", arguments: inputs.indices)
    func refused(index: Int) async throws {
        let input = Self.inputs[index]
        for command in [["trace", "show"], ["trace", "convert"], ["exchanges"], ["replay"], ["mock"]] {
            let arguments = command + ["-"] + (command.last == "convert" ? ["/dev/null/never.pb"] : [])
            let outcome = try await Program.glue(arguments).run(input: input.bytes)
            let what = "\(command.joined(separator: " ")) of \(input.name): \(outcome.error)"
            #expect(outcome.exitCode == 3, "\(what)")
            #expect(outcome.output.isEmpty, "\(what)")
            #expect(outcome.error.split(separator: "\n").count == 1, "\(what)")
            #expect(outcome.error.hasPrefix("glue: standard input: "), "\(what)")
            #expect(outcome.error.localizedCaseInsensitiveContains(input.word) || input.word.isEmpty, "\(what)")
        }
    }

    @Test(
        "Wrong usage is told and exits with 2",
        arguments: [
            [], ["nonsense"], ["trace", "show"], ["trace", "show", "/nowhere.jsonl"], ["run"], ["run", "x", "--tool", "nonsense"],
            ["trace", "convert", "-", "out.txt"], ["run", "x", "--trace", "out.txt"], ["trace", "show", "-", "--trace-id", "12"],
            ["run", "x", "--model", "nonsense:gpt"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let outcome = try await Program.glue(arguments, environment: ["OPENAI_API_KEY": "sk-none"]).run()
        if arguments.isEmpty {
            // Without a command the help is the answer.
            #expect(outcome.exitCode == 0)
            #expect(outcome.text.contains("USAGE"))
        } else {
            #expect(outcome.exitCode == 2, "\(arguments): \(outcome.error)")
            #expect(!outcome.error.isEmpty)
            #expect(outcome.output.isEmpty)
        }
    }

    @Test("A pipe is read like a file, and an empty one is told as empty")
    func pipes() async throws {
        let program = Program("/bin/bash", ["-c", "exec \"$0\" trace show <(cat)", Program.glue([]).path])
        let shown = try await program.run(input: Self.traces.protobuf())
        #expect(shown.exitCode == 0, "\(shown.error)")
        #expect(shown.text.contains("a span that is long enough to be cut"))
        let empty = try await Program.glue(["trace", "show", "/dev/null"]).run()
        #expect(empty.exitCode == 3)
        #expect(empty.error == "glue: /dev/null: the file is empty\n")
    }

    static var traces: OTLP.Traces {
        OTLP.Traces([
            OTLP.ResourceSpans(scopeSpans: [
                OTLP.ScopeSpans(spans: [
                    OTLP.Span(
                        traceID: .init(high: 1, low: 2),
                        spanID: .init(3),
                        name: "a span that is long enough to be cut",
                        startTimeUnixNano: 1,
                        endTimeUnixNano: 2
                    )
                ])
            ])
        ])
    }

    /// Bytes that look like noise and are the same at every run.
    static func random(_ count: Int) -> [UInt8] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
    }
}

import GlueJSON
import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTelemetry

/// The main job, station by station.
struct Demo: Sendable {
    let style: Style

    /// What the demo made.
    struct Outcome: Sendable {
        var traces: OTLP.Traces
        var isFaithful: Bool
    }

    func run() async throws -> Outcome {
        let recording = try DemoSession.recording()
        let book = AnswerBook(recording.exchanges, matching: .ordered)
        return try await MockServer(book).running { provider in
            station(1, "A mock provider answers over HTTP")
            say("http://\(provider.host):\(provider.port)/v1, \(Quantity.count(recording.exchanges.count, "recorded answer"))")
            return try await DemoReceiver().running { receiver, port in
                station(2, "A collector takes OTLP over HTTP")
                say("http://127.0.0.1:\(port)/v1/traces")
                let traces = try await converse(with: provider, exportingTo: port, receiver)
                station(5, "The trace, as it arrived")
                for tree in traces.trees { Terminal.answer(tree.text(style)) }
                return try await replay(traces)
            }
        }
    }

    /// Holds the conversation while its spans leave.
    private func converse(with provider: ServerAddress, exportingTo port: Int, _ receiver: DemoReceiver) async throws -> OTLP.Traces {
        // The recorded content goes along: the trace is to be replayed.
        let destination = try OTLPHTTPDestination(
            OTLPHTTPSettings(endpoint: "http://127.0.0.1:\(port)/v1/traces", wantsContent: true)
        )
        let telemetry = Telemetry(TelemetrySettings(resource: .detected(serviceName: "glue-demo"), destinations: [destination]))
        let client = try DemoSession.client(
            baseURL: "http://\(provider.host):\(provider.port)/v1",
            tracer: telemetry.tracer
        )
        station(3, "The engine holds the conversation")
        let completion = try await client.complete(DemoSession.question)
        say(transcript(completion))

        station(4, "The spans leave as gzipped OTLP protobuf")
        let ledger = await telemetry.shutdown(within: .seconds(10))
        let received = receiver.received
        say(
            "\(Quantity.count(received.traces.spans.count, "span")) in \(Quantity.count(received.requests, "request")): "
                + "\(received.bytes) bytes, \(received.compressedBytes) on the wire"
        )
        guard ledger.isSettled, received.traces.spans.count == ledger.ended else {
            throw CommandFailure(.no, "\(ledger.ended) spans ended and \(received.traces.spans.count) arrived")
        }
        return received.traces
    }

    private func replay(_ traces: OTLP.Traces) async throws -> Outcome {
        station(6, "The recorded trace, driven again")
        let outcome = try await Redrive(Recording(traces: traces)).run()
        let verdict = outcome.description
        say(outcome.isFaithful ? style.green(verdict) : style.red(verdict))
        return Outcome(traces: traces, isFaithful: outcome.isFaithful)
    }

    private func transcript(_ completion: Completion) -> String {
        let runs = completion.toolRuns.map { run in
            "tool    \(run.call.name)(\(run.call.arguments)) → \(run.errorType == nil ? "" : "failed: ")\(run.response)"
        }
        let spoken = ["system  \(DemoSession.systemPrompt)", "user    \(DemoSession.question)"]
        return (spoken + runs + ["answer  \(completion.text)"]).joined(separator: "\n")
    }

    private func station(_ number: Int, _ title: String) {
        Terminal.answer((number == 1 ? "" : "\n") + style.bold("\(number)  \(title)"))
    }

    private func say(_ text: String) {
        Terminal.answer(text.split(separator: "\n", omittingEmptySubsequences: false).map { "   \($0)" }.joined(separator: "\n"))
    }
}

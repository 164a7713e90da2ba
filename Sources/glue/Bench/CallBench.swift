import AsyncHTTPClient
import CoreMetrics
import GlueJSON
import GlueLLM
import GlueTelemetry
import NIOCore
import NIOHTTP1
import Tracing

/// One client, one prompt, and the four ways to ask it.
struct CallBench: Sendable {
    private let client: LLMClient
    private let url: String
    private let body: [UInt8]
    private let headers: [(String, String)]
    private let prompt: String

    /// - Throws: `LLMError` for an address or a model that is none.
    init(baseURL: String, model: String, prompt: String) throws {
        client = try LLMClient(model: model, baseURL: baseURL, retry: .never, contentCapture: .off, metrics: NOOPMetricsHandler.instance)
        url = (baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL) + "/chat/completions"
        // What the engine sends for the prompt.
        body = JSONValue.object(["model": .string(client.model), "messages": [["role": "user", "content": .string(prompt)]]]).bytes()
        let key = Environment.current["OPENAI_API_KEY"].map { [("Authorization", "Bearer \($0)")] } ?? []
        headers = [("Content-Type", "application/json"), ("Accept", "application/json")] + key
        self.prompt = prompt
    }

    /// Times as many calls of each kind.
    ///
    /// - Throws: `LLMError` of the first call that fails: figures of failures would say nothing.
    func run(calls: Int) async throws -> CallBenchReport {
        let telemetry = Telemetry(TelemetrySettings(destinations: [FramingDestination()]))
        let untraced = variant(NoOpTracer(), .off)
        let traced = variant(telemetry.tracer, .off)
        let captured = variant(telemetry.tracer, .spans)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await telemetry.run() }
            var report = CallBenchReport()
            for call in -(calls / 10)..<calls {
                let raw = try await time { try await roundTrip() }
                let plain = try await time { _ = try await untraced.complete(prompt) }
                let withSpans = try await time { _ = try await traced.complete(prompt) }
                let withContent = try await time { _ = try await captured.complete(prompt) }
                // The first ones warm connections and caches up.
                guard call >= 0 else { continue }
                report.add(raw: raw, untraced: plain, traced: withSpans, captured: withContent)
            }
            await telemetry.shutdown(within: .seconds(10))
            group.cancelAll()
            return report
        }
    }

    private func variant(_ tracer: any Tracer, _ capture: ContentCapture) -> LLMClient {
        var client = client
        client.tracer = tracer
        client.contentCapture = capture
        return client
    }

    private func time(_ work: () async throws -> Void) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        try await work()
        return start.duration(to: clock.now)
    }

    /// The least that a call can be: the request and its whole answer, unread.
    private func roundTrip() async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        let response = try await HTTPClient.untraced.execute(request, deadline: .distantFuture)
        _ = try await response.body.collect(upTo: 64 << 20)
        guard response.status == .ok else {
            throw CommandFailure(.peer, "\(url) answers with status \(response.status.code)")
        }
    }
}

import GlueOTLP
import GlueTestSupport
import Synchronization

@testable import GlueScope

/// Makes spans that are easy to tell apart.
enum Make {
    static func trace(_ number: UInt64) -> OTLP.TraceID { OTLP.TraceID(high: 0xA000 + number, low: number) }

    /// A model call of a second, the first at the second that its trace's number says.
    static func span(
        _ trace: UInt64,
        _ id: UInt64 = 1,
        parent: UInt64 = 0,
        name: String = "chat m",
        at second: UInt64? = nil,
        seconds: Double = 1,
        _ attributes: [OTLP.KeyValue] = []
    ) -> OTLP.Span {
        let start = (1_800_000_000 + (second ?? trace)) * 1_000_000_000
        return OTLP.Span(
            traceID: self.trace(trace),
            spanID: OTLP.SpanID(id),
            parentSpanID: OTLP.SpanID(parent),
            name: name,
            kind: .client,
            startTimeUnixNano: start,
            endTimeUnixNano: seconds == 0 ? 0 : start + UInt64(seconds * 1e9),
            attributes: attributes
        )
    }

    static func span(_ trace: UInt64, _ attributes: [OTLP.KeyValue]) -> OTLP.Span { span(trace, 1, attributes) }

    static func call(_ model: String, input: Int64 = 10, output: Int64 = 5, _ more: [OTLP.KeyValue] = []) -> [OTLP.KeyValue] {
        [
            .init("gen_ai.operation.name", "chat"), .init("gen_ai.provider.name", "openai"), .init("gen_ai.request.model", .string(model)),
            .init("gen_ai.usage.input_tokens", .int(input)), .init("gen_ai.usage.output_tokens", .int(output)),
        ] + more
    }

    /// The messages of a call: what was asked and what was answered.
    static func said(_ question: String, _ answer: String) -> [OTLP.KeyValue] {
        [
            .init("gen_ai.input.messages", .string(#"[{"role":"user","parts":[{"type":"text","content":"\#(question)"}]}]"#)),
            .init(
                "gen_ai.output.messages",
                .string(#"[{"role":"assistant","parts":[{"type":"text","content":"\#(answer)"}],"finish_reason":"stop"}]"#)
            ),
        ]
    }

    static func traces(_ spans: [OTLP.Span], service: String = "shop") -> OTLP.Traces {
        OTLP.Traces([
            OTLP.ResourceSpans(
                resource: OTLP.Resource(attributes: [.init("service.name", .string(service))]),
                scopeSpans: [OTLP.ScopeSpans(scope: OTLP.Scope(name: "test"), spans: spans)]
            )
        ])
    }
}

/// A clock that is told what time it is.
final class TestClock: Sendable {
    private let state = Mutex(Int64(1_800_000_000))

    var second: Int64 {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

extension ScopeStore {
    /// A store in a folder that is gone after the test.
    static func with<Result: Sendable>(
        tracesPerPart: Int = 500_000,
        _ settings: StoreSettings = StoreSettings(age: nil, bytes: nil),
        clock: TestClock = TestClock(),
        _ body: @Sendable (ScopeStore) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder async throws in
            var settings = settings
            settings.tracesPerPart = tracesPerPart
            return try await body(try ScopeStore(path: folder.path("scope.db"), settings, now: { clock.second }))
        }
    }

    func found(_ search: String, limit: Int = 50) async throws -> [UInt64] {
        try await traces(TraceQuery(search, limit: limit)).traces.map(\.id.low)
    }

    /// Reads all conversations that there are to read.
    func settle(_ clock: TestClock) async throws {
        clock.second += 2
        while try await readConversations() > 0 {}
    }
}

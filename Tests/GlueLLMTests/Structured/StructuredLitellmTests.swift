import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("Answers in a form from litellm's proxy", .needs(.litellm), .timeLimit(.minutes(3)))
struct StructuredLitellmTests {
    struct Weather: Generable, Equatable {
        var celsius: Int
        var sky: String?
        static let schema = JSONSchema.object(["celsius": .integer(), "sky": .enumeration(["clear", "cloudy"])], required: ["celsius"])
    }

    @Test("It takes a strict schema; what fits is a value, what is text is asked for again and then an error")
    func proxy() async throws {
        try await LitellmProxy.running { server in
            let tracer = InMemoryTracer()
            func client(_ model: String = LitellmProxy.jsonModel, tools: [any Tool] = []) throws -> LLMClient {
                try LLMClient(
                    model: "openai:\(model)",
                    baseURL: server.baseURL + "/v1",
                    apiKey: LitellmProxy.key,
                    environment: [:],
                    tools: tools,
                    limits: CallLimits(repairs: 1),
                    retry: .never,
                    contentCapture: .off,
                    tracer: tracer
                )
            }

            let fitting = try await client().structuredComplete("Paris?", as: Weather.self)
            #expect(fitting.value == Weather(celsius: 14, sky: nil))
            #expect(fitting.completion.rounds == 1)

            let streamed = try await client().streamComplete("Paris?", as: Weather.self).result()
            #expect(streamed.value == Weather(celsius: 14, sky: nil))

            let both = try await client(tools: [Add()]).structuredComplete("Paris?", as: Weather.self)
            #expect(both.completion.rounds == 2)

            let text = await #expect(throws: LLMError.self) {
                try await client(LitellmProxy.model).structuredComplete("Paris?", as: Weather.self)
            }
            #expect(text?.kind == .invalidResponse)
            #expect(text?.message.hasSuffix("after 1 repair: the answer holds no JSON") == true)
            #expect(tracer.finishedSpans.filter { $0.operationName.hasPrefix("chat") }.count == 6)
            #expect(tracer.finishedSpans.allSatisfy { !$0.everything.contains("sunny") })
        }
    }
}

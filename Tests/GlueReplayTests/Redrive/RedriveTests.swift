import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Re-drive")
struct RedriveTests {
    private func outcome(_ traces: OTLP.Traces) async throws -> ReplayOutcome {
        try await Redrive(Recording(traces: traces)).run()
    }

    private static let timeout = LLMError(.timeout, "no whole answer came in time")

    /// Sessions of every kind that the engine can run.
    private static let sessions: [(String, @Sendable () async -> OTLP.Traces)] = [
        ("tools, a failing tool and a retry", { await RecordedSessions.full() }),
        ("a plain answer", { await RecordedSessions.traces(of: [.answer(.assistant("Cold."))], tools: []) }),
        ("an answer without usage", { await RecordedSessions.traces(of: [.answer(.assistant("Cold."), nil)]) }),
        (
            "several turns of one conversation",
            {
                await RecordedSessions.traces(
                    of: [
                        .answer(.calls(.weather("Oslo"))), .answer(.assistant("Cold.")), .answer(.assistant("Colder.")),
                    ],
                    prompts: ["What is the weather in Oslo?", "And in Bergen?"]
                )
            }
        ),
        (
            "every attempt failed",
            { await RecordedSessions.traces(of: [.failure(timeout), .failure(timeout), .failure(timeout)]) }
        ),
        (
            "a failure that is not worth repeating, in the second round",
            {
                await RecordedSessions.traces(of: [
                    .answer(.calls(.weather("Oslo"))),
                    .failure(LLMError(.authentication, "the server refused the key", status: 401)),
                ])
            }
        ),
        (
            "a tool whose response is the answer",
            {
                await RecordedSessions.traces(
                    of: [.answer(.calls(.weather("Oslo")))],
                    tools: [AnyTool(.weather, returning: { _ in .final("Cold.") })]
                )
            }
        ),
        (
            "tools that were approved, denied, replaced",
            {
                await RecordedSessions.traces(of: [
                    .answer(
                        .calls(
                            .weather("Oslo"),
                            .weather("Bergen", id: "call_2"),
                            .weather("Bodø", id: "call_3"),
                            ToolCall(id: "call_4", name: "get_tide", arguments: [:])
                        )
                    ),
                    .answer(.assistant("Cold.")),
                ]) { client in
                    client.toolPolicy.approve = { request in
                        switch request.call.id {
                        case "call_2": .deny(reason: "not there")
                        case "call_3": .replace(arguments: ["city": "Tromsø"])
                        default: .allow
                        }
                    }
                }
            }
        ),
        (
            "tools that show pictures, in condensed rounds, cut short",
            {
                let image = MessagePart.uri(modality: "image", mimeType: nil, uri: "https://example.org/a.png")
                return await RecordedSessions.traces(
                    of: [.answer(.calls(.weather("Oslo"))), .answer(.assistant("Cold."))],
                    tools: [AnyTool(.weather, returning: { _ in ToolResult("äöü and more", parts: [image]) })]
                ) { client in
                    client.toolPolicy.condenses = true
                    client.toolPolicy.responseLimit = 3
                }
            }
        ),
        (
            "an answer in a form, after a tool and two repairs",
            {
                await RecordedSessions.structured(
                    of: [
                        .answer(.calls(.weather("Oslo"))), .answer(.assistant("-3")), .answer(.assistant("-3 °C")),
                        .answer(.assistant(#"{"celsius":"-3"}"#)), .answer(.assistant(#"{"celsius":-3}"#)),
                    ],
                    as: RecordedSessions.form
                )
            }
        ),
        (
            "an answer in a form that never fits",
            {
                await RecordedSessions.structured(
                    of: [
                        .answer(.assistant("cold")), .answer(.assistant("colder")), .answer(.assistant("cold")), .answer(.assistant("no")),
                    ],
                    tools: [],
                    as: RecordedSessions.form
                )
            }
        ),
        (
            "an answer in a form that a tool takes",
            {
                await RecordedSessions.structured(
                    of: [.answer(.calls(ToolCall(id: "call_1", name: "weather", arguments: ["celsius": -3])))],
                    tools: [],
                    mode: .tool,
                    as: RecordedSessions.form
                )
            }
        ),
        (
            "an unknown tool and arguments that are no JSON",
            {
                await RecordedSessions.traces(of: [
                    .answer(
                        .calls(
                            ToolCall(id: "call_1", name: "get_tide", arguments: [:]),
                            ToolCall(id: "call_2", name: "get_weather", arguments: "{\"city\": Oslo")
                        )
                    ),
                    .answer(.assistant("I cannot tell.")),
                ])
            }
        ),
        (
            "out of rounds",
            {
                await RecordedSessions.traces(of: [.answer(.calls(.weather("Oslo"))), .answer(.calls(.weather("Bergen", id: "call_2")))]) {
                    $0.limits.rounds = 2
                }
            }
        ),
        (
            "out of rounds with a fixed answer",
            {
                await RecordedSessions.traces(of: [.answer(.calls(.weather("Oslo")))]) {
                    $0.limits = CallLimits(rounds: 1, afterLastRound: .fixedAnswer)
                }
            }
        ),
        (
            "tools side by side",
            {
                await RecordedSessions.traces(of: [
                    .answer(.calls(.weather("Oslo"), .weather("Bergen", id: "call_2"), .weather("Bodø", id: "call_3"))),
                    .answer(.assistant("Cold everywhere.")),
                ]) { $0.toolOrder = .parallel(limit: 3) }
            }
        ),
        (
            "an answer of several choices that thinks",
            {
                await RecordedSessions.traces(of: [.answer(Message(.assistant, parts: [.reasoning("North…"), .text("Cold.")]))]) {
                    $0.name = nil
                    $0.systemPrompt = nil
                    $0.parameters.extra["top_k"] = 40
                    $0.parameters.stopSequences = ["\n"]
                }
            }
        ),
        ("an answer without content", { await RecordedSessions.traces(of: [.answer(Message(.assistant, parts: []))]) }),
    ]

    @Test("What was recorded replays to the same trace", arguments: sessions.indices)
    func same(index: Int) async throws {
        let (name, record) = Self.sessions[index]
        let traces = await record()
        let outcome = try await outcome(traces)
        #expect(outcome.verdict.isSame, "\(name): \(outcome.verdict)")
        #expect(outcome.unused.isEmpty, "\(name)")
        #expect(outcome.traces.spans.count == traces.spans.count, "\(name)")
    }

    @Test(
        "What went through a file replays like what did not",
        arguments: [TelemetryFile.Format.Encoding.protobuf, .jsonLines],
        [false, true]
    )
    func file(encoding: TelemetryFile.Format.Encoding, isGzipped: Bool) async throws {
        let bytes = TelemetryFile(traces: await RecordedSessions.full()).bytes(TelemetryFile.Format(encoding, isGzipped: isGzipped))
        let verdict = try await Redrive(Recording(TelemetryFile(bytes: bytes))).run().verdict
        #expect(verdict == .same(steps: 7))
    }

    @Test("A session whose tools were picked by a routing call says that it cannot be driven again")
    func routed() async throws {
        let request = ToolCall(id: "call_1", name: "request_tools", arguments: ["query": "weather"])
        let traces = await RecordedSessions.traces(
            of: [.answer(.calls(request)), .answer(.assistant(#"["get_weather"]"#)), .answer(.assistant("Cold."))]
        ) { $0.toolPolicy.routing = ToolRouting() }
        let error = await #expect(throws: RedriveError.self) { try await outcome(traces) }
        #expect(error?.description.contains("picked by a routing call") == true)
    }

    @Test("The steps of the replay are counted")
    func steps() async throws {
        let outcome = try await outcome(RecordedSessions.full())
        // The completion, three model calls, three tools.
        #expect(outcome.verdict == .same(steps: 7))
    }

    /// Where a change is made, and where it must show.
    struct Alteration: Sendable, CustomTestStringConvertible {
        var span: String
        var number = 1
        var key: String
        var text: String
        var other: String
        var path: String
        var name: String
        var place: String?
        var origin: String?

        var testDescription: String { "\(text) to \(other) in \(key) of \(span) #\(number)" }
    }

    private static let agent = "invoke_agent forecaster"
    private static let chat = "chat gpt-4o-mini"
    private static let tool = "execute_tool get_weather"

    private static let alterations = [
        Alteration(
            span: chat,
            number: 3,
            key: GenAINames.outputMessages,
            text: "4 °C",
            other: "5 °C",
            path: agent,
            name: OpenInference.outputValue,
            place: "[0].parts[0].content",
            origin: "\(agent) › \(chat) #3"
        ),
        Alteration(
            span: chat,
            key: GenAINames.outputMessages,
            text: "Oslo",
            other: "Rome",
            path: "\(agent) › \(tool) #1",
            name: GenAINames.toolCallArguments,
            place: "city",
            origin: "\(agent) › \(chat) #1"
        ),
        Alteration(
            span: chat,
            key: GenAINames.outputMessages,
            text: "call_2",
            other: "call_9",
            path: "\(agent) › \(tool) #2",
            name: GenAINames.toolCallID,
            place: ""
        ),
        Alteration(
            span: tool,
            number: 2,
            key: GenAINames.toolCallResult,
            text: "4",
            other: "14",
            path: "\(agent) › \(tool) #2",
            name: OpenInference.outputValue,
            place: "celsius"
        ),
        Alteration(
            span: chat,
            number: 2,
            key: GenAINames.inputMessages,
            text: "Be terse",
            other: "Be kind",
            path: "\(agent) › \(chat) #2",
            name: GenAINames.inputMessages,
            place: "[0].parts[0].content"
        ),
        Alteration(
            span: agent,
            key: OpenInference.inputValue,
            text: "Be terse",
            other: "Be kind",
            path: "\(agent) › \(chat) #1",
            name: GenAINames.inputMessages,
            place: "[0].parts[0].content"
        ),
        Alteration(
            span: agent,
            key: OpenInference.outputValue,
            text: "4 °C",
            other: "5 °C",
            path: agent,
            name: OpenInference.outputValue,
            place: "[0].parts[0].content",
            origin: "\(agent) › \(chat) #3"
        ),
        Alteration(
            span: chat,
            number: 2,
            key: GenAINames.toolDefinitions,
            text: "of a city",
            other: "of a town",
            path: "\(agent) › \(chat) #2",
            name: GenAINames.toolDefinitions,
            place: "[0].description"
        ),
        Alteration(
            span: chat,
            number: 3,
            key: GenAINames.requestModel,
            text: "gpt-4o-mini",
            other: "gpt-4o",
            path: "\(agent) › \(chat) #3",
            name: GenAINames.requestModel,
            place: ""
        ),
    ]

    @Test("A recording that was altered in one place diverges there, and says where the value comes from", arguments: alterations)
    func altered(alteration: Alteration) async throws {
        let traces = await RecordedSessions.full()
        let changed = traces.replacing(
            alteration.text,
            with: alteration.other,
            in: alteration.key,
            of: alteration.span,
            number: alteration.number
        )
        try #require(changed != traces)
        let first = try #require(try await outcome(changed).verdict.first)
        #expect(first.path == alteration.path)
        #expect(first.name == alteration.name)
        if let place = alteration.place { #expect(first.place == place) }
        if let origin = alteration.origin { #expect(first.origin == origin) }
    }

    @Test("A token count that was altered shows in the total of the completion")
    func usage() async throws {
        let traces = await RecordedSessions.full().changed { span in
            guard span.name == Self.chat, let index = span.attributes.firstIndex(where: { $0.key == GenAINames.usageInputTokens }) else {
                return
            }
            span.attributes[index].value = 121
        }
        let first = try #require(try await outcome(traces).verdict.first)
        #expect(first.name == Glue.Attributes.costUSD || first.name == Glue.Attributes.usageInputTokens)
    }

    @Test("A call that was taken out, one that was added, and a retry that was lost are each found")
    func structure() async throws {
        let traces = await RecordedSessions.full()
        let tools = traces.spans.filter { $0.name == Self.tool }
        let removed = try #require(tools.last?.spanID)
        var without = traces
        without.resourceSpans[0].scopeSpans[0].spans.removeAll { $0.spanID == removed }
        let additional = try #require(try await outcome(without).verdict.first)
        #expect(additional.kind == .additionalSpan)
        #expect(additional.path == "\(Self.agent) › \(Self.tool) #3")

        let plain = traces.replacing("tool_call", with: "text", in: GenAINames.outputMessages, of: Self.chat, number: 2)
        let missing = try #require(try await outcome(plain).verdict.divergences.first { $0.kind == .missingSpan })
        #expect(missing.path == "\(Self.agent) › \(Self.tool) #3")
        #expect(missing.origin == "\(Self.agent) › \(Self.chat) #2")

        let lost = traces.changed { $0.events.removeAll { $0.name == Glue.Events.retry } }
        let attempts = try #require(try await outcome(lost).verdict.first)
        #expect(attempts.name == Glue.Attributes.attempts && attempts.path == "\(Self.agent) › \(Self.chat) #2")
        let other = traces.changed { span in
            for index in span.events.indices where span.events[index].name == Glue.Events.retry {
                span.events[index].attributes = span.events[index].attributes.map {
                    $0.key == Glue.Attributes.attempt ? OTLP.KeyValue($0.key, 2) : $0
                }
            }
        }
        let event = try #require(try await outcome(other).verdict.first)
        #expect(event.kind == .eventAttribute)
        #expect(event.path == "\(Self.agent) › \(Self.chat) #2")
    }

    @Test("A changed turn of a conversation shows in the next turn's request")
    func turns() async throws {
        let traces = await RecordedSessions.traces(
            of: [.answer(.assistant("Cold.")), .answer(.assistant("Colder."))],
            prompts: ["What is the weather in Oslo?", "And in Bergen?"]
        )
        let changed = traces.replacing("Cold.", with: "Warm.", in: GenAINames.outputMessages, of: Self.chat, number: 1)
        let divergences = try await outcome(changed).verdict.divergences
        #expect(divergences.first?.path == "\(Self.agent) #1")
        #expect(divergences.contains { $0.path == "\(Self.agent) #2 › \(Self.chat)" && $0.name == GenAINames.inputMessages })
    }

    @Test("A recording without content is refused with the way out")
    func noContent() async throws {
        let traces = await RecordedSessions.traces(of: [.answer(.assistant("Cold."))]) { $0.contentCapture = .off }
        let error = #expect(throws: RedriveError.self) { try Redrive(Recording(traces: traces)) }
        #expect(error?.description.contains(ContentCapture.variable) == true)
    }

    @Test("A recording whose content was cut is refused with the way out")
    func cut() async throws {
        let traces = await RecordedSessions.traces(of: [.answer(.assistant(String(repeating: "Cold. ", count: 400)))]) {
            $0.contentCapture.bound = ContentBound(bytes: 600)
        }
        let error = #expect(throws: RedriveError.self) { try Redrive(Recording(traces: traces)) }
        #expect(error?.description.contains("greater bound") == true)
    }

    @Test("A trace of another tool is refused with the way out")
    func noSessions() throws {
        let recording = Recording(exchanges: [.sample()])
        #expect(throws: RedriveError.noSessions) { try Redrive(recording) }
        #expect(RedriveError.noSessions.description.contains("mock server"))
    }
}

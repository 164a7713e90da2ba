import Foundation
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Checks")
struct ReplayCheckTests {
    private func recording(tokens: Int = 100, tool: String = "get_weather", city: String = "Oslo", system: String = "Be terse.")
        -> Recording
    {
        var first = Exchange.sample(
            answer: .calls(ToolCall(id: "1", name: tool, arguments: ["city": .string(city)])),
            before: [.system(system)]
        )
        first.usage = Usage(inputTokens: tokens, outputTokens: 10)
        var second = first
        second.input += first.output
        let run = RecordedToolRun(name: tool, arguments: ["city": .string(city)])
        return Recording(exchanges: [first, second], toolRuns: [run])
    }

    @Test(
        "Tokens may grow by so much and no more",
        arguments: [(110, 20.0, true), (130, 20.0, false), (100, 0.0, true), (101, 0.0, false), (50, 0.0, true)]
    )
    func tokens(count: Int, percent: Double, holds: Bool) {
        let failures = ReplayCheck.tokens(within: percent).run(recording(), recording(tokens: count))
        #expect(failures.isEmpty == holds)
        if !holds { #expect(failures.first?.contains("in place of 220") == true) }
    }

    @Test("Cost is compared where it is known, and said where it is not")
    func cost() async throws {
        let recorded = try Recording(traces: await RecordedSessions.full())
        #expect(ReplayCheck.cost(within: 0).run(recorded, recorded).isEmpty)
        var dearer = recorded
        dearer.traces = recorded.traces.changed { span in
            for index in span.attributes.indices where span.attributes[index].key == Glue.Attributes.costUSD {
                span.attributes[index].value = .double((span.attributes[index].value?.plain.number ?? 0) * 2)
            }
        }
        #expect(ReplayCheck.cost(within: 50).run(recorded, dearer).first?.contains("100 % more") == true)
        var unknown = recorded
        unknown.traces = recorded.traces.changed { $0.attributes.removeAll { $0.key == Glue.Attributes.costUSD } }
        #expect(ReplayCheck.cost(within: 50).run(recorded, unknown).first?.contains("not known") == true)
    }

    @Test("New tools, other arguments and other beginnings of the prompt are told")
    func tools() {
        #expect(ReplayCheck.noNewTools.run(recording(), recording()).isEmpty)
        #expect(ReplayCheck.noNewTools.run(recording(), recording(tool: "rm")) == ["the tool rm is called"])
        #expect(ReplayCheck.sameToolArguments.run(recording(), recording()).isEmpty)
        #expect(ReplayCheck.sameToolArguments.run(recording(), recording(city: "Bergen")).first?.contains("Bergen") == true)
        #expect(ReplayCheck.samePromptPrefix.run(recording(), recording()).isEmpty)
        #expect(
            ReplayCheck.samePromptPrefix.run(recording(), recording(system: "Be kind.")).first == "exchange 0: the system prompt is another"
        )
        var rewritten = recording()
        rewritten.exchanges[1].input[1] = .user("Something else?")
        #expect(
            ReplayCheck.samePromptPrefix.run(recording(), rewritten) == [
                "exchange 1: it does not go on from the request before it any more"
            ]
        )
    }

    @Test(
        "Checks are named on a command line",
        arguments: ["tokens=10", "cost=0", "no-new-tools", "same-tool-arguments", "same-prompt-prefix"]
    )
    func named(text: String) { #expect(ReplayCheck(named: text) != nil) }

    @Test("What is none is refused", arguments: ["tokens", "tokens=x", "tokens=-1", "no-new-tools=3", "nonsense", ""])
    func unnamed(text: String) { #expect(ReplayCheck(named: text) == nil) }

    @Test("A build server reads the outcome: a test for each completion, for what was left over, for each check")
    func junit() async throws {
        let traces = await RecordedSessions.full()
        let added = ReplayCheck("it <always> fails & \"how\"") { _, _ in ["because of \u{1} this"] }
        let same = try await Redrive(Recording(traces: traces), checks: [.noNewTools]).run()
        #expect(same.isFaithful)
        let good = try JUnit(same.junit(name: "refund.jsonl"))
        #expect(good.cases.map(\.failure) == [nil, nil, nil])
        #expect(good.suite["name"] == "refund.jsonl" && good.suite["tests"] == "3" && good.suite["failures"] == "0")

        let planted = traces.replacing("Oslo", with: "Bergen", in: GenAI.Attributes.toolCallResult, of: "execute_tool get_weather")
        let outcome = try await Redrive(Recording(traces: planted), checks: [added]).run()
        #expect(!outcome.isFaithful)
        let bad = try JUnit(outcome.junit(name: "refund.jsonl"))
        #expect(bad.suite["failures"] == "2")
        #expect(bad.cases.first?.failure?.contains("comes from: invoke_agent forecaster › execute_tool get_weather") == true)
        #expect(bad.cases.last?.name == "it <always> fails & \"how\"")
        #expect(bad.cases.last?.failure == "because of ? this")
        #expect(outcome.json["checks"]?[0]?["failures"]?[0] == "because of \u{1} this")
    }
}

/// JUnit XML as any parser of XML reads it.
private final class JUnit: NSObject, XMLParserDelegate {
    private(set) var suite: [String: String] = [:]
    private(set) var cases: [(name: String, failure: String?)] = []
    private var text: String?

    init(_ xml: String) throws {
        super.init()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func parser(_: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?, attributes: [String: String])
    {
        switch name {
        case "testsuite": suite = attributes
        case "testcase": cases.append((attributes["name"] ?? "", nil))
        case "failure": text = ""
        default: break
        }
    }

    func parser(_: XMLParser, foundCharacters string: String) { text? += string }

    func parser(_: XMLParser, didEndElement name: String, namespaceURI _: String?, qualifiedName _: String?) {
        guard name == "failure", let text else { return }
        cases[cases.count - 1].failure = text
        self.text = nil
    }
}

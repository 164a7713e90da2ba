import GlueJSON
import GlueLLM
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Answer book")
struct AnswerBookTests {
    private func request(
        _ question: String = "What is the weather in Oslo?",
        before: [Message] = [.system("Be terse.")],
        model: String = "gpt-4o-mini",
        tools: [ToolDefinition] = [],
        parameters: ModelParameters = ModelParameters()
    ) -> ModelRequest {
        ModelRequest(model: model, messages: before + [.user(question)], tools: tools, parameters: parameters)
    }

    private func text(_ answer: (AnswerBook.Answer, Exchange)) -> String? {
        if case .response(let response) = answer.0 { response.choices.first?.text } else { nil }
    }

    @Test("Strict: equal requests in the recorded order are answered")
    func strict() throws {
        let book = AnswerBook(
            [.sample("One?", answer: .assistant("1")), .sample("Two?", answer: .assistant("2"), index: 1)],
            matching: .strict
        )
        #expect(text(try book.answer(to: request("One?"))) == "1")
        #expect(text(try book.answer(to: request("Two?"))) == "2")
        #expect(book.unused.isEmpty)
    }

    @Test(
        "Strict: a request that differs anywhere is refused, with the place",
        arguments: [
            (ModelRequest(model: "gpt-4o", messages: [.system("Be terse."), .user("One?")]), "model"),
            (ModelRequest(model: "gpt-4o-mini", messages: [.system("Be kind."), .user("One?")]), "messages[0].text"),
            (ModelRequest(model: "gpt-4o-mini", messages: [.system("Be terse.")]), "messages[1]"),
            (ModelRequest(model: "gpt-4o-mini", messages: [.system("Be terse."), .user("One?")], tools: [.weather]), "tools[0]"),
            (
                ModelRequest(
                    model: "gpt-4o-mini",
                    messages: [.system("Be terse."), .user("One?")],
                    parameters: ModelParameters(temperature: 0.5)
                ), "parameters.temperature"
            ),
        ]
    )
    func strictDifference(request: ModelRequest, place: String) {
        let book = AnswerBook([.sample("One?", tools: [])], matching: .strict)
        let error = #expect(throws: NoAnswer.self) { try book.answer(to: request) }
        #expect(error?.reason == .different)
        #expect(error?.differences.first?.path == place)
        #expect(book.unused.count == 1, "a request that is refused uses nothing up")
        #expect(book.unanswered == 1)
    }

    @Test("Strict: what the source did not record is no difference")
    func strictUnrecorded() throws {
        var exchange = Exchange.sample("One?", answer: .assistant("1"))
        exchange.tools = nil
        exchange.model = nil
        let book = AnswerBook([exchange], matching: .strict)
        #expect(text(try book.answer(to: request("One?", model: "other", tools: [.weather]))) == "1")
    }

    @Test("Strict: the forms that one message has on the wire are equal")
    func forms() throws {
        var exchange = Exchange.sample("One?", answer: .assistant("1"))
        exchange.input += [
            .calls(ToolCall(id: "a", name: "t", arguments: .null)),
            .tool(id: "a", response: .string("14")),
        ]
        let messages: [Message] = [
            .system("Be terse."), Message(.user, parts: [.text("On"), .text("e?")]),
            Message(.assistant, parts: [.reasoning("Hm."), .toolCall(ToolCall(id: "a", name: "t", arguments: "{}"))]),
            .tool(id: "a", response: 14),
        ]
        let book = AnswerBook([exchange], matching: .strict)
        #expect(text(try book.answer(to: ModelRequest(model: "gpt-4o-mini", messages: messages))) == "1")
    }

    @Test("Ordered: whatever is said, the next recording answers, until they are used up")
    func ordered() throws {
        let book = AnswerBook(
            [.sample("One?", answer: .assistant("1")), .sample("Two?", answer: .assistant("2"), index: 1)],
            matching: .ordered
        )
        #expect(text(try book.answer(to: request("Seven?"))) == "1")
        let other = #expect(throws: NoAnswer.self) { try book.answer(to: request("Two?", model: "gpt-4o")) }
        #expect(other?.differences.first?.path == "model")
        #expect(text(try book.answer(to: request("One?"))) == "2")
        let error = #expect(throws: NoAnswer.self) { try book.answer(to: request("Two?")) }
        #expect(error?.reason == .usedUp(count: 2))
    }

    @Test("Lenient: any order; ids, dates and times do not count")
    func lenient() throws {
        let first = "Order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 of 2026-11-24T22:10:05Z: where is it?"
        let book = AnswerBook(
            [.sample(first, answer: .assistant("On its way.")), .sample("And call_9c3d889dee83?", answer: .assistant("Lost."), index: 1)],
            matching: .lenient
        )
        #expect(text(try book.answer(to: request("And call_10b80b829719?"))) == "Lost.")
        let again = "Order 7d444840-9dc0-11d1-b245-5ffdce74fad2 of 2027-01-02T03:04:05Z: where is it?"
        #expect(text(try book.answer(to: request(again))) == "On its way.")
    }

    @Test("Lenient: a changed system prompt still finds its recording, a changed question does not")
    func lenientNearest() throws {
        let book = AnswerBook(
            [.sample("One?", answer: .assistant("1")), .sample("Two?", answer: .assistant("2"), index: 1)],
            matching: .lenient
        )
        #expect(text(try book.answer(to: request("Two?", before: [.system("Be kind.")]))) == "2")
        let error = #expect(throws: NoAnswer.self) { try book.answer(to: request("Three?")) }
        #expect(error?.reason == .different)
        #expect(error?.nearest?.index == 0)
        #expect(error?.description.contains("recorded \"One?\", asked \"Three?\"") == true)
    }

    @Test("Lenient: a request that is repeated never gets a stale answer")
    func lenientRepeated() throws {
        let book = AnswerBook(
            [.sample("One?", answer: .assistant("1")), .sample("Two?", answer: .assistant("2"), index: 1)],
            matching: .lenient
        )
        _ = try book.answer(to: request("One?"))
        let error = #expect(throws: NoAnswer.self) { try book.answer(to: request("One?")) }
        #expect(error?.reason == .repeated)
        #expect(error?.nearest?.index == 0)
        #expect(book.unused.map(\.index) == [1])
    }

    @Test("Lenient: equal requests that were recorded twice are answered in their order")
    func lenientTwice() throws {
        let book = AnswerBook(
            [.sample("One?", answer: .assistant("1")), .sample("One?", answer: .assistant("uno"), index: 1)],
            matching: .lenient
        )
        #expect(text(try book.answer(to: request("One?"))) == "1")
        #expect(text(try book.answer(to: request("One?"))) == "uno")
    }

    @Test("Failed attempts come first, in order, then the answer", arguments: Matching.allCases)
    func attempts(matching: Matching) throws {
        let failures = [RecordedFailure(type: "rate_limit", status: 429), RecordedFailure(type: "server", status: 500)]
        let book = AnswerBook([.sample("One?", answer: .assistant("1"), tools: [], failedAttempts: failures)], matching: matching)
        for failure in failures {
            guard case .failure(let given, isFinal: false) = try book.answer(to: request("One?")).0 else {
                Issue.record("an attempt that failed was answered")
                return
            }
            #expect(given == failure)
        }
        #expect(book.unused.count == 1)
        #expect(text(try book.answer(to: request("One?"))) == "1")
        #expect(book.unused.isEmpty)
    }

    @Test("An exchange that failed for good fails again, once")
    func failure() throws {
        let failure = RecordedFailure(type: "authentication", message: "No.", status: 401)
        let book = AnswerBook([.sample("One?", error: failure)], matching: .strict)
        guard case .failure(let given, isFinal: true) = try book.answer(to: request("One?")).0 else {
            Issue.record("a failure was answered")
            return
        }
        #expect(given == failure)
        #expect(throws: NoAnswer.self) { try book.answer(to: request("One?")) }
    }

    @Test("A recording whose answer is missing says so", arguments: Matching.allCases)
    func missingAnswer(matching: Matching) {
        var exchange = Exchange.sample("One?", tools: [])
        exchange.output = []
        let book = AnswerBook([exchange], matching: matching)
        let error = #expect(throws: NoAnswer.self) { try book.answer(to: request("One?")) }
        #expect(error?.reason == .notRecorded)
    }

    @Test("An empty book refuses everything", arguments: Matching.allCases)
    func empty(matching: Matching) {
        let error = #expect(throws: NoAnswer.self) { try AnswerBook([], matching: matching).answer(to: request()) }
        #expect(error?.reason == .usedUp(count: 0))
    }

    @Test("Many tasks at once get each answer exactly once")
    func concurrency() async {
        let exchanges = (0..<200).map { Exchange.sample("Question \($0)?", answer: .assistant("\($0)"), index: $0) }
        let book = AnswerBook(exchanges, matching: .lenient)
        let answers = await withTaskGroup(of: String?.self) { group in
            for number in 0..<200 {
                group.addTask { (try? book.answer(to: request("Question \(number)?"))).flatMap(text) }
            }
            var answers: [String] = []
            for await answer in group { if let answer { answers.append(answer) } }
            return answers
        }
        #expect(Set(answers).count == 200)
        #expect(book.unused.isEmpty)
    }
}

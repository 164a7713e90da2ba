import GlueJSON
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueScope

/// With a real browser, which does what people do and says what it saw.
@Suite("The pages in a browser", .needs(.browser), .serialized, .timeLimit(.minutes(10)))
struct BrowserTests {
    struct Look: Sendable, CustomTestStringConvertible {
        var isDark: Bool
        var width: Int
        var testDescription: String { "\(isDark ? "dark" : "light"), \(width) wide" }

        static let all = [false, true].flatMap { dark in [1440, 390].map { Look(isDark: dark, width: $0) } }
    }

    private static func clean(_ seen: Browser.Seen) {
        #expect(seen.console.isEmpty, "\(seen.console)")
        #expect(seen.strangers.isEmpty, "\(seen.strangers)")
    }

    private static func violations(_ answer: JSONValue?) -> String {
        answer?.array.map { $0.isEmpty ? "" : answer?.text(.indented) ?? "" } ?? "no answer"
    }

    @Test("Every page shows what it is for, in light and dark, wide and narrow, and keeps nobody out", arguments: Look.all)
    func pages(look: Look) async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            try await PageTraces.fill(store, clock)
            let pages: [(path: String, name: String, texts: [String])] = [
                (
                    "/", "traces",
                    [
                        "invoke_agent planner", "Is this afternoon good for a ride", "Yes: it is sunny", "1 error", "gpt-4o-mini",
                        "572 → 95", "Model calls", "Cost",
                    ]
                ),
                (
                    "/traces/\(PageTraces.demo)", "trace",
                    [
                        "invoke_agent planner", "execute_tool distance", "Began", "Input tokens", "Conversation", "tools offered",
                        "Is this afternoon good", "weather answered", "critical path",
                    ]
                ),
                (
                    "/traces/\(PageTraces.rich)", "rich",
                    [
                        "Workflow", "draft", "review", "attempt 1 failed (rate_limit)", "blocked: looks like a secret",
                        "at before_model: allowed", "fell back to backup-model",
                    ]
                ),
                ("/sessions", "sessions", ["ride-7", "2", "Sessions"]),
                ("/sessions/ride-7", "session", ["Session ride-7", "Where do I begin?", "In Belém."]),
                ("/workflows", "workflows", ["article"]),
                ("/workflows/article", "workflow", ["Latest run", "draft", "review", "Steps", "Latest runs"]),
                ("/tools", "tools", ["weather", "distance", "p95"]),
                ("/models", "models", ["gpt-4o-mini", "From cache", "First chunk p50"]),
                (
                    "/compare?a=\(PageTraces.demo)&b=\(PageTraces.changed)", "compare",
                    ["They diverge first at", "first divergence", "distance"]
                ),
                ("/traces/\(Make.trace(999))", "unknown", ["Not here", "there is no trace"]),
            ]
            for (path, name, texts) in pages {
                let steps: [Browser.Step] =
                    [.open(path)] + texts.map { .wait($0) } + [
                        .axe, .value("document.documentElement.scrollWidth <= window.innerWidth"), .picture(name),
                    ]
                let seen = try await Browser(server, isDark: look.isDark, width: look.width).run(steps)
                #expect(Self.violations(seen.answers.first) == "", "\(path)")
                #expect(seen.answers.last == true, "\(path) is wider than the window")
                if name != "unknown" { Self.clean(seen) }
            }
        }
    }

    @Test("The list lives: what comes appears on top, a pause holds it, a search narrows it")
    func list() async throws {
        try await RunningScope.with { server, store async throws in
            try await store.add(Make.traces([Make.span(1, 1, name: "the first")]))
            let third = Make.traces([Make.span(3, 1, name: "the third"), Make.span(4, 1, name: "the fourth", Make.call("m7"))]).json
            let result = try await Browser(server).run([
                .open("/"), .wait("the first"), .send(Make.traces([Make.span(2, 1, name: "the second")]).json), .wait("the second"),
                .wait("1 new"), .text("#traces tbody tr .what a"), .click("#pause"), .text("#pause"), .send(third),
                // Longer than from one look to the next.
                .pause(5), .count("#traces tbody tr"), .click("#pause"), .wait("the third"), .picture("live"),
                .type("#search", "model:m7"), .press("ENTER"), .wait("the fourth"), .count("#traces tbody tr"), .value("location.search"),
                .type("#search", " nothing-like-it"), .press("ENTER"), .wait("No trace fulfils this search"), .click("a.button"),
                .wait("the first"),
            ])
            Self.clean(result)
            #expect(result.answers[0] == "the second")
            #expect(result.answers[1] == "Go on")
            #expect(result.answers[2] == 2)
            #expect(result.answers[3] == 1)
            #expect(result.answers[4].string?.contains("q=model%3Am7") == true)
        }
    }

    @Test("A trace is read with the keyboard alone: find, open, walk, fold, tabs")
    func keyboard() async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            try await PageTraces.fill(store, clock)
            let seen = try await Browser(server).run([
                .open("/"), .waitFor("tr[data-id]"), .press("/"), .value("document.activeElement.id"), .press("TAB"),
                .open("/?q=tool:distance+status:error"),
                .waitFor("tr[data-id]"), .press("j"), .value("document.activeElement.textContent"), .press("ENTER"), .wait("critical path"),
                .value("document.querySelector('#tree .span').focus()"), .press("ARROW_DOWN"), .wait("Span id"), .text("#span h3"),
                .press("END"), .value("document.activeElement.getAttribute('aria-level')"), .press("HOME"), .press("ARROW_LEFT"),
                .count("#tree .span.folded"), .press("ARROW_RIGHT"), .count("#tree .span.folded"),
                .value("document.querySelector('#tab-span').focus()"), .press("ARROW_LEFT"), .text("#talk h3"), .press("g"), .press("m"),
                .wait("From cache"),
                .press("?"), .wait("Keyboard"), .press("ESCAPE"), .value("document.querySelector('#keys').open"),
            ])
            Self.clean(seen)
            #expect(seen.answers[0] == "search")
            #expect(seen.answers[1] == "invoke_agent planner")
            #expect(seen.answers[3].string?.hasPrefix("chat gpt-4o-mini") == true)
            #expect(seen.answers[4] == "3")
            #expect(seen.answers[5] == 9)
            #expect(seen.answers[6] == 0)
            #expect(seen.answers[8].string?.hasPrefix("gpt-4o-mini") == true)
            #expect(seen.answers[9] == false)
        }
    }

    @Test("A span tells all it knows, in pieces where it is long; reasoning and system prompt are folded, images are shown")
    func details() async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            try await PageTraces.fill(store, clock)
            let seen = try await Browser(server).run([
                .open("/traces/\(PageTraces.rich)"), .wait("A drawing"), .count(".message.system details[open]"),
                .count("details.reasoning[open]"),
                .value("document.querySelector('img.said-image').naturalWidth"), .count(".text strong"), .count(".text pre code"),
                .click("details.reasoning summary"), .wait("Let me think about this."), .click(".message.system summary"),
                .wait("You write articles."),
                .value("document.body.textContent.includes('THE END OF THE LONG TEXT')"), .click(".message .load"),
                .wait("THE END OF THE LONG TEXT"),
                .click("#tree .span[aria-level='3']"), .wait("Attributes"), .click("details.raw summary"), .wait("\"startTimeUnixNano\""),
                .picture("details"),
                .click("#tab-logs"), .wait("the printer is warm"),
            ])
            Self.clean(seen)
            #expect(seen.answers == [0, 0, 1, 1, 1, false])
        }
    }

    @Test("Annotating, copying the replay command, downloading, comparing and switching the theme")
    func actions() async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            try await PageTraces.fill(store, clock)
            let seen = try await Browser(server).run([
                .open("/traces/\(PageTraces.demo)"), .wait("Annotate"), .value("document.querySelector('[data-copy]').dataset.copy"),
                .value("document.querySelector('a[download]').getAttribute('href')"),
                .click(".actions details:last-of-type summary"), .type("#annotate [name=label]", "good"),
                .type("#annotate [name=score]", "0.8"),
                .type("#annotate [name=note]", "<b>as it should be"), .click("#annotate button"), .wait("Annotate (1)"),
                .text(".annotations li"),
                .picture("annotated"), .click(".annotations button"), .wait("Annotate"), .pause(1), .count(".annotations li"),
                .value("getComputedStyle(document.body).backgroundColor"), .click("#theme"),
                .value("getComputedStyle(document.body).backgroundColor"),
                .open("/models"), .wait("From cache"), .value("getComputedStyle(document.body).backgroundColor"),
            ])
            Self.clean(seen)
            #expect(seen.answers[0] == .string("glue replay \(server.baseURL)/traces/\(PageTraces.demo)"))
            #expect(seen.answers[1] == .string("/api/traces/\(PageTraces.demo)?download"))
            #expect(seen.answers[2].string?.contains("<b>as it should be") == true)
            #expect(seen.answers[3] == 0)
            #expect(seen.answers[4] != seen.answers[5])
            #expect(seen.answers[5] == seen.answers[6])
        }
    }

    @Test("A trace of ten thousand spans opens soon, and its rows come as one scrolls")
    func large() async throws {
        try await RunningScope.with { server, store async throws in
            let spans = (0..<10_000).map { Make.span(1, UInt64($0) + 1, parent: $0 == 0 ? 0 : UInt64($0 / 10) + 1, name: "span \($0)") }
            try await store.add(Make.traces(spans))
            let seen = try await Browser(server).run([
                .open("/traces/\(Make.trace(1))"), .waitFor("#tree .span"), .count("#tree .span"),
                .value("document.querySelector('#tree .load').scrollIntoView()"), .waitFor("#tree .span:nth-of-type(500)"),
                .count("#tree .span"),
            ])
            Self.clean(seen)
            #expect(seen.answers[0] == 400)
            #expect((seen.answers[2].number ?? 0) >= 800)
        }
    }

    @Test("Scripts in every field stay text in a real browser, too")
    func scripts() async throws {
        try await RunningScope.with { server, store async throws in
            try await store.add(HostileSpanTests.scripted)
            let id = "\(Make.trace(1))"
            let seen = try await Browser(server).run([
                .open("/"), .waitFor("tr[data-id]"), .value("document.title"), .open("/traces/\(id)"), .waitFor("#tree .span"),
                .click("#tree .span"),
                .wait("Attributes"), .value("document.title"), .open("/tools"), .value("document.title"), .open("/workflows"),
                .value("document.title"),
            ])
            Self.clean(seen)
            #expect(seen.answers.allSatisfy { $0.string?.hasSuffix("· GlueScope") == true }, "\(seen.answers)")
        }
    }
}

import Testing

@testable import GlueScope

@Suite("Markdown of messages")
struct MarkdownTests {
    @Test(
        "What models write is shown as meant",
        arguments: [
            ("Hello", "<p>Hello</p>"), ("a\nb", "<p>a<br>b</p>"), ("a\n\nb", "<p>a</p><p>b</p>"), ("## Head", "<h2>Head</h2>"),
            ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"), ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
            ("```swift\nlet a = 1\n```", "<pre><code>let a = 1</code></pre>"), ("use `x < y`", "<p>use <code>x &lt; y</code></p>"),
            ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"), ("snake_case_name", "<p>snake_case_name</p>"),
            ("> said", "<blockquote><p>said</p></blockquote>"), ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
            ("[here](https://a.example/)", "<p><a href=\"https://a.example/\" rel=\"noreferrer noopener\">here</a></p>"),
            (
                "| a | b |\n|---|---|\n| 1 | 2 |",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
            ),
            ("---", "<hr>"), ("", ""), ("```\nnever ended", "<pre><code>never ended</code></pre>"),
        ]
    )
    func shown(text: String, html: String) { #expect(Markdown.html(text) == html) }

    @Test(
        "Nothing in it becomes a tag, an attribute or a script",
        arguments: [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://evil.example/a.png)",
            "[x](https://a\" onmouseover=\"alert(1))", "`<b>`", "# <i>", "- <u>", "> <s>", "**<b>**", "| <a> |\n|---|\n| <b> |",
            "</code></pre><script>",
            "```\n</code></pre><script>alert(1)</script>\n```", "a\u{0}b",
        ]
    )
    func hostile(text: String) {
        let html = Markdown.html(text)
        for tag in ["<script", "<img", "<i>", "<u>", "<s>", "<b>", "javascript:alert(1)\"", "\" onmouseover", "\u{0}"] {
            #expect(!html.contains(tag), "\(html)")
        }
    }

    @Test("Text made to take long does not", .timeLimit(.minutes(1)), arguments: ["*", "[", "`", "_a", "> ", "- ", "|", "#", "!["])
    func long(sign: String) {
        let text = String(repeating: sign, count: 20_000)
        #expect(!Markdown.html(text).isEmpty)
    }
}

@Suite("Figures")
struct FiguresTests {
    @Test("Counts, times and sums read as people write them")
    func texts() {
        #expect(Figures.count(1_234_567) == "1,234,567")
        #expect(Figures.count(-1000) == "-1,000")
        #expect(Figures.count(1, "span") == "1 span")
        #expect(Figures.count(0, "span") == "0 spans")
        #expect(Figures.time(microseconds: 999) == "999 µs")
        #expect(Figures.time(microseconds: 1500) == "1.50 ms")
        #expect(Figures.time(microseconds: 59_900_000) == "59.9 s")
        #expect(Figures.time(microseconds: 125_000_000) == "2 min 05 s")
        #expect(Figures.time(microseconds: 7_380_000_000) == "2 h 03 min")
        #expect(Figures.cost(nil) == "–")
        #expect(Figures.cost(0.000_142_8) == "$0.00014")
        #expect(Figures.cost(1234.5) == "$1,234.50")
        #expect(Figures.cost(0.5, isPartly: true) == "≥ $0.5000")
        #expect(Figures.bytes(1536) == "1.5 KiB")
    }
}

import Foundation
import GlueTelemetry
import Testing
import Tracing

@Suite("Baggage")
struct BaggageTests {
    private func extract(_ header: String) -> Baggage? {
        var context = ServiceContext.topLevel
        BaggagePropagator().extract(["baggage": header], into: &context, using: Headers())
        return context.baggage
    }

    private func inject(_ baggage: Baggage) -> String? {
        var context = ServiceContext.topLevel
        context.baggage = baggage
        var headers: [String: String] = [:]
        BaggagePropagator().inject(context, into: &headers, using: Headers())
        return headers["baggage"]
    }

    @Test(
        "Members are read and sent on",
        arguments: [
            ("user=7", "user=7"), ("a=1,b=2", "a=1,b=2"), (" a = 1 ,\tb=2 ", "a=1,b=2"), ("a=1;ttl=30;x", "a=1;ttl=30;x"),
            ("a=1%202", "a=1%202"), ("a=%C3%A4", "a=%C3%A4"), ("a=b=c", "a=b=c"), ("a=1,a=2", "a=2"), ("a=", "a="),
            ("a=100%25", "a=100%25"), ("a=%FF", "a=%EF%BF%BD"),
            // What is not valid is left out, the rest stays.
            ("a,b=2", "b=2"), ("=1,b=2", "b=2"), ("a b=1,b=2", "b=2"), ("ä=1,b=2", "b=2"), (#"a="x",b=2"#, "b=2"),
            ("", nil), (",;=", nil),
        ] as [(String, String?)]
    )
    func members(header: String, sent: String?) {
        #expect(extract(header).flatMap(inject) == sent)
    }

    @Test("Values are decoded, with what was said of them")
    func values() throws {
        let baggage = try #require(extract("user=J%C3%BCrgen%20M%C3%BCller;ttl=30 , plan=pro"))
        #expect(baggage.names == ["user", "plan"])
        #expect(baggage["user"] == Baggage.Entry("Jürgen Müller", metadata: "ttl=30"))
        #expect(baggage["plan"] == Baggage.Entry("pro"))
    }

    @Test("At most 64 members and 8192 bytes are sent and read, by whole members")
    func limits() throws {
        var many = Baggage()
        for number in 0..<100 { many["k\(number)"] = Baggage.Entry("v") }
        let header = try #require(inject(many))
        #expect(header.split(separator: ",").count == 64)
        #expect(extract(header + ",one=more")?.names.count == 64)
        var long = Baggage()
        for number in 0..<10 { long["k\(number)"] = Baggage.Entry(String(repeating: "x", count: 1000)) }
        let cut = try #require(inject(long))
        #expect(cut.utf8.count <= 8192 && cut.split(separator: ",").count == 8)
        #expect(extract((0..<10).map { "k\($0)=\(String(repeating: "x", count: 1000))" }.joined(separator: ","))?.names.count == 8)
    }

    @Test("A name that no header can hold is not sent")
    func names() {
        var baggage = Baggage()
        baggage["my name"] = Baggage.Entry("x")
        baggage["line\nbreak"] = Baggage.Entry("x")
        baggage["fine"] = Baggage.Entry("a\r\nb", metadata: "evil\r\nheader: 1")
        #expect(inject(baggage) == "fine=a%0D%0Ab")
    }

    @Test("Removing an entry removes its name")
    func removal() {
        var baggage = Baggage()
        baggage["a"] = Baggage.Entry("1")
        baggage["b"] = Baggage.Entry("2")
        baggage["a"] = nil
        #expect(baggage.names == ["b"] && baggage["a"] == nil)
    }
}

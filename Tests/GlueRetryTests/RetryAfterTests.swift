import Foundation
import NIOHTTP1
import Testing

@testable import GlueRetry

@Suite("Retry-After")
struct RetryAfterTests {
    /// 1994-11-06 08:49:37 UTC.
    static let date = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "Seconds, a date or milliseconds; anything else asks for nothing",
        arguments: [
            (["retry-after": "20"], 20), (["Retry-After": " 1.5 "], 1.5), (["retry-after-ms": "250", "retry-after": "20"], 0.25),
            (["retry-after": "Sun, 06 Nov 1994 08:50:07 GMT"], 30), (["retry-after": "Sun, 06 Nov 1994 08:49:00 GMT"], 0),
            (["retry-after": "soon"], nil), (["retry-after": "-5"], nil), (["retry-after": "nan"], nil), (["retry-after": "1e300"], nil),
            (["retry-after": "Sun, 06 Nov 1994"], nil), (["retry-after": "Sun, 06 Foo 1994 08:49:37 GMT"], nil), ([:], nil),
        ] as [([String: String], Double?)]
    )
    func delay(headers: [String: String], seconds: Double?) {
        let delay = RetryAfter.delay(in: HTTPHeaders(headers.map { ($0.key, $0.value) }), now: Self.date)
        #expect(delay == seconds.map { .seconds($0) })
    }

    @Test("The date of the specification's example")
    func example() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Self.date)
    }
}

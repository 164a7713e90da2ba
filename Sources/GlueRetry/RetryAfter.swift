package import Foundation
package import NIOHTTP1

/// How long a server asks to wait before the next request.
///
/// Source: RFC 9110, section 10.2.3; `retry-after-ms` is OpenAI's own and more precise.
package enum RetryAfter {
    /// - Parameter now: What a date is measured from; one that is past means zero.
    package static func delay(in headers: HTTPHeaders, now: Date = Date()) -> Duration? {
        if let text = headers.first(name: "retry-after-ms"), let milliseconds = number(text) { return .seconds(milliseconds / 1000) }
        guard let text = headers.first(name: "retry-after")?.trimmed else { return nil }
        if let seconds = number(text) { return .seconds(seconds) }
        guard let date = HTTPDate.parse(text) else { return nil }
        return .seconds(max(date.timeIntervalSince(now), 0))
    }

    /// A number that is no nonsense: beyond a century it would not fit what it is added to.
    private static func number(_ text: String) -> Double? {
        Double(text.trimmed).flatMap { (0...3e9).contains($0) ? $0 : nil }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}

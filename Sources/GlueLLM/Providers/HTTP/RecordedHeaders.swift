package import GlueRedaction
import GlueSemantics
package import NIOHTTP1
package import Tracing

extension Span {
    /// Writes the headers by which an answer can be given again: its form, and what it says of limits, waits and its name.
    ///
    /// Others, such as cookies, are nobody's business.
    package func set(responseHeaders headers: HTTPHeaders, redactor: Redactor) {
        change { attributes in
            for (name, value) in headers {
                let name = name.lowercased()
                guard Self.names.contains(name) || name.hasPrefix("x-ratelimit-") || name.hasPrefix("anthropic-ratelimit-") else {
                    continue
                }
                attributes[HTTP.Attributes.responseHeaderPrefix + name] = [redactor.redact(value, named: name)]
            }
        }
    }

    private static var names: Set<String> {
        ["content-type", "retry-after", "retry-after-ms", "x-should-retry", "request-id", "x-request-id", "openai-model", "openai-version"]
    }
}

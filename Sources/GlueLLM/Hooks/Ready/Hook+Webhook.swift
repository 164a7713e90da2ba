public import AsyncHTTPClient
import GlueJSON
public import GlueRedaction
import NIOCore
import NIOHTTP1

extension Hook {
    /// Posts a JSON object to a URL for all that passes: the stage, the size, and which tool, step or item it was.
    ///
    /// The call waits for the answer, for as long as the time limit allows. Anything but a status of 200 to 299 is a failure,
    /// redirects too: content is not to go where nobody sent it.
    ///
    /// - Parameters:
    ///   - headers: Such as `Authorization`; they are never in errors or spans.
    ///   - includesContent: Whether the content is sent as well.
    ///   - redactor: What is never sent.
    ///   - client: An HTTP client of your own, with tracing off, which you shut down yourself; nil for the engine's.
    public static func webhook(
        url: String,
        headers: [String: String] = [:],
        at stages: HookStage...,
        includesContent: Bool = false,
        redactor: Redactor = .secretsAndPersonalData,
        timeLimit: Duration = .seconds(5),
        onFailure: HookFailure = .skip,
        client: HTTPClient? = nil
    ) -> Hook {
        Hook("webhook", at: Set(stages), order: 1000, timeLimit: timeLimit, onFailure: onFailure) { context in
            let report = redactor.redact(.object(context.report(includingContent: includesContent)))
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
            request.body = .bytes(ByteBuffer(bytes: report.bytes()))
            let response = try await (client ?? .untraced).execute(request, timeout: TimeAmount(timeLimit))
            guard (200..<300).contains(response.status.code) else {
                throw refusal("webhook", "the server answered status \(response.status.code)")
            }
        }
    }
}

import GlueJSON

extension HTTPService {
    /// Asks for a file of JSON lines.
    func lines(_ call: HTTPCall, _ attempt: Attempt) async throws(LLMError) -> [JSONValue] {
        let service = using(attempt.key)
        return try await HTTPExchange(call, to: service, attempt: attempt).run { answer throws(LLMError) in
            guard answer.isSuccess else { throw service.failure(answer) }
            var lines: [JSONValue] = []
            for line in answer.body.split(separator: UInt8(ascii: "\n")) where line.contains(where: { $0 > 0x20 }) {
                do {
                    lines.append(try JSONValue(parsing: Array(line)))
                } catch {
                    throw service.completed(LLMError(.invalidResponse, "line \(lines.count + 1) of the results is no JSON"), answer)
                }
            }
            return lines
        }
    }
}

import GlueJSON

/// Source: Anthropic API reference, "Message Batches"; guide "Batch processing": half the price, 100,000 requests, 256 MB,
/// 24 hours.
extension AnthropicProvider: BatchProvider {
    public var batchPriceFactor: Double { 0.5 }

    public func submitBatch(_ requests: [BatchedRequest], mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        var items: [JSONValue] = []
        for item in requests {
            items.append(["custom_id": .string(item.id), "params": try call(for: item.request, isStreamed: false).body ?? .null])
        }
        let order: JSONValue = ["requests": .array(items)]
        return try await service.send(HTTPCall("v1/messages/batches", body: order), attempt) { answer throws(LLMError) in
            try Self.batch(answer)
        }
    }

    public func batch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        try await service.send(HTTPCall("v1/messages/batches/\(id.percentEncoded)"), attempt) { answer throws(LLMError) in
            try Self.batch(answer)
        }
    }

    /// The API keeps no name of ours, so that a batch whose id was lost cannot be told from another one.
    public func findBatch(mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch? {
        throw LLMError(
            .other,
            "whether a batch was submitted is not known: the run ended before its id was written down; look for it in the "
                + "console, and give its id to go on with, or begin with another output",
            provider: name
        )
    }

    public func batchResults(
        _ batch: ProviderBatch,
        for requests: [BatchedRequest],
        attempt: Attempt
    ) async throws(LLMError) -> [String: Result<ModelResponse, LLMError>] {
        let asked = Dictionary(requests.map { ($0.id, $0.request) }, uniquingKeysWith: { first, _ in first })
        var results: [String: Result<ModelResponse, LLMError>] = [:]
        // The path that `results_url` has, at the address that the key is for.
        for line in try await service.lines(HTTPCall("v1/messages/batches/\(batch.id.percentEncoded)/results"), attempt) {
            guard let id = line["custom_id"]?.string, let request = asked[id], let result = line["result"] else { continue }
            results[id] = read(result, to: request)
        }
        return results
    }

    public func cancelBatch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        let call = HTTPCall("v1/messages/batches/\(id.percentEncoded)/cancel", method: .post)
        return try await service.send(call, attempt) { answer throws(LLMError) in try Self.batch(answer) }
    }

    private func read(_ result: JSONValue, to request: ModelRequest) -> Result<ModelResponse, LLMError> {
        do throws(LLMError) {
            switch result["type"]?.string {
            case "succeeded": return .success(try response(from: result["message"] ?? .null, to: request))
            case "errored":
                var error = ServiceError(result["error"] ?? .null)
                // A result has no status of its own; its type is that of one.
                if error.codes.contains("invalid_request_error") { error.status = 400 }
                if error.codes.contains("not_found_error") { error.status = 404 }
                throw service.failure(error)
            case "canceled": throw LLMError(.cancelled, "the batch was cancelled before the request was answered", provider: name)
            case "expired": throw LLMError(.timeout, "the batch ended before the request was answered", provider: name)
            default: throw LLMError(.invalidResponse, "a result of the batch has no type that is known", provider: name)
            }
        } catch {
            return .failure(error)
        }
    }

    private static func batch(_ answer: JSONValue) throws(LLMError) -> ProviderBatch {
        guard let id = answer["id"]?.string else { throw LLMError(.invalidResponse, "the answer has no id") }
        return ProviderBatch(id: id, state: answer["processing_status"]?.string == "ended" ? .ended : .underWay)
    }
}

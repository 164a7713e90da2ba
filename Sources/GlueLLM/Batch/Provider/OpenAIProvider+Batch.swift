import GlueJSON

/// Source: OpenAI API reference, "Batch" and "Files"; guide "Batch API": half the price, 50,000 requests, 200 MB, 24 hours.
extension OpenAIProvider: BatchProvider {
    public var batchPriceFactor: Double { 0.5 }

    public func submitBatch(_ requests: [BatchedRequest], mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        var lines: [UInt8] = []
        for item in requests {
            let body = try call(for: item.request, isStreamed: false).body ?? .null
            let line: JSONValue = ["custom_id": .string(item.id), "method": "POST", "url": "/v1/chat/completions", "body": body]
            lines += line.bytes() + [UInt8(ascii: "\n")]
        }
        var upload = HTTPCall("files", method: .post)
        upload.form = FormBody(fields: [("purpose", "batch")], file: "batch.jsonl", content: lines)
        let file = try await service.send(upload, attempt) { answer throws(LLMError) in try Self.id(of: answer) }
        let order: JSONValue = [
            "input_file_id": .string(file), "endpoint": "/v1/chat/completions", "completion_window": "24h",
            "metadata": [Self.markName: .string(mark)],
        ]
        return try await service.send(HTTPCall("batches", body: order), attempt) { answer throws(LLMError) in try Self.batch(answer) }
    }

    public func batch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        try await service.send(HTTPCall("batches/\(id.percentEncoded)"), attempt) { answer throws(LLMError) in try Self.batch(answer) }
    }

    public func findBatch(mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch? {
        // The newest come first, and the one that was lost was the last.
        let list = try await service.send(HTTPCall("batches", query: "limit=100"), attempt) { $0["data"]?.array ?? [] }
        guard let found = list.first(where: { $0["metadata"]?[Self.markName]?.string == mark }) else { return nil }
        return try Self.batch(found)
    }

    public func batchResults(
        _ batch: ProviderBatch,
        for requests: [BatchedRequest],
        attempt: Attempt
    ) async throws(LLMError) -> [String: Result<ModelResponse, LLMError>] {
        let asked = Dictionary(requests.map { ($0.id, $0.request) }, uniquingKeysWith: { first, _ in first })
        var results: [String: Result<ModelResponse, LLMError>] = [:]
        for file in batch.results {
            for line in try await service.lines(HTTPCall("files/\(file.percentEncoded)/content"), attempt) {
                guard let id = line["custom_id"]?.string, let request = asked[id] else { continue }
                results[id] = result(line, to: request)
            }
        }
        return results
    }

    public func cancelBatch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch {
        try await service.send(HTTPCall("batches/\(id.percentEncoded)/cancel", method: .post), attempt) { answer throws(LLMError) in
            try Self.batch(answer)
        }
    }

    private static let markName = "gluellm_batch"

    private func result(_ line: JSONValue, to request: ModelRequest) -> Result<ModelResponse, LLMError> {
        let body = line["response"]?["body"] ?? .null
        let status = line["response"]?["status_code"]?.count ?? 0
        do throws(LLMError) {
            guard (200..<300).contains(status), line["error"]?.isNull ?? true else {
                // A request that was never worked on has an error beside the response, such as `batch_expired`.
                switch line["error"]?["code"]?.string {
                case "batch_expired": throw LLMError(.timeout, "the batch ended before the request was answered", provider: name)
                case "batch_cancelled":
                    throw LLMError(.cancelled, "the batch was cancelled before the request was answered", provider: name)
                default: break
                }
                let isInBody = body["error"]?.isNull == false
                var error = ServiceError(isInBody ? body : ["error": line["error"] ?? .null])
                error.status = status == 0 ? nil : status
                error.requestID = line["response"]?["request_id"]?.string
                throw service.failure(error)
            }
            return .success(try response(from: body, to: request))
        } catch {
            return .failure(error)
        }
    }

    private static func id(of answer: JSONValue) throws(LLMError) -> String {
        guard let id = answer["id"]?.string else { throw LLMError(.invalidResponse, "the answer has no id") }
        return id
    }

    private static func batch(_ answer: JSONValue) throws(LLMError) -> ProviderBatch {
        let state: ProviderBatch.State =
            switch answer["status"]?.string {
            case "completed", "expired", "cancelled": .ended
            case "failed": .refused(answer["errors"]?["data"]?[0]?["code"]?.string ?? "failed")
            default: .underWay
            }
        let files = ["output_file_id", "error_file_id"].compactMap { answer[$0]?.string }
        return ProviderBatch(id: try id(of: answer), state: state, results: files)
    }
}

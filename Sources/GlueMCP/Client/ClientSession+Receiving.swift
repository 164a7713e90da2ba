import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import Logging
import Synchronization

extension ClientSession {
    /// Takes what the server says until the connection ends.
    func receive() async {
        await withDiscardingTaskGroup { group in
            for await message in channel.incoming {
                switch message {
                case .result(let id, let result): answer(id, .success(result))
                case .failure(let id, let failure): answer(id, .failure(.failed(failure)))
                case .notification(let method, let params): note(method, params)
                case .request(let id, let method, let params):
                    // What a server asks for may take a while, and it may ask for several things at once.
                    group.addTask { [self] in await reply(id, method, params) }
                }
            }
            group.cancelAll()
        }
    }

    /// Ends what is under way: no answers will come.
    func close() {
        let pending = state.withLock { state in
            state.isClosed = true
            defer { state.pending = [:] }
            return state.pending.values
        }
        for request in pending { request.answer.set(.failure(.closed)) }
    }

    private func answer(_ id: JSONValue, _ result: Result<JSONValue, RPCEnd>) {
        // An answer that nobody waits for any more is none that is missed.
        let request = id.integer.flatMap { id in state.withLock { $0.pending[Int(clamping: id)] } }
        request?.answer.set(result)
    }

    private func note(_ method: String, _ params: JSONObject) {
        switch method {
        case "notifications/tools/list_changed": state.withLock { $0.toolChanges += 1 }
        case "notifications/progress":
            guard let id = params["progressToken"]?.integer, let progress = params["progress"]?.number else { return }
            let request = state.withLock { $0.pending[Int(clamping: id)] }
            request?.onProgress?(progress, params["total"]?.number)
        case "notifications/message":
            let text = params["data"]?.string ?? params["data"]?.text() ?? ""
            settings.logger.log(
                level: Self.level(params["level"]?.string),
                "An MCP server says",
                metadata: ["server": "\(server)", "message": "\(Redactor.secrets.redact(String(text.prefix(2000))))"]
            )
        default: break
        }
    }

    /// Source: Model Context Protocol specification, "Logging": the levels of RFC 5424.
    private static func level(_ name: String?) -> Logger.Level {
        switch name {
        case "debug": .debug
        case "notice": .notice
        case "warning": .warning
        case "error": .error
        case "critical", "alert", "emergency": .critical
        default: .info
        }
    }

    private func reply(_ id: JSONValue, _ method: String, _ params: JSONObject) async {
        let message: RPCMessage
        do throws(RPCFailure) {
            message = .result(id: id, try await result(of: method, params))
        } catch {
            message = .failure(id: id, error)
        }
        try? await channel.send(message)
    }

    private func result(of method: String, _ params: JSONObject) async throws(RPCFailure) -> JSONValue {
        switch method {
        case "ping": return [:]
        case "roots/list": return ["roots": .array(settings.roots.map { ["uri": .string($0)] })]
        case "sampling/createMessage":
            guard let sampler = settings.sampler else { throw RPCFailure(code: -1, message: "sampling is not allowed here") }
            return try await sample(sampler, params)
        case "elicitation/create": return ["action": "decline"]
        default: throw .unknownMethod(method)
        }
    }

    /// Has our model answer for the server.
    private func sample(_ sampler: LLMClient, _ params: JSONObject) async throws(RPCFailure) -> JSONValue {
        var client = sampler
        if let system = params["systemPrompt"]?.string { client.systemPrompt = system }
        if let tokens = params["maxTokens"]?.integer { client.parameters.maxTokens = Int(clamping: tokens) }
        let messages = (params["messages"]?.array ?? []).map { message in
            let text = message["content"]?["text"]?.string ?? ""
            return message["role"]?.string == "assistant" ? Message.assistant(text) : .user(text)
        }
        var conversation = Conversation()
        do throws(LLMError) {
            let completion = try await client.complete(messages, in: &conversation)
            return [
                "role": "assistant", "content": ["type": "text", "text": .string(completion.text)],
                "model": .string(completion.model), "stopReason": "endTurn",
            ]
        } catch {
            throw RPCFailure(code: -32603, message: "the model did not answer: \(error.kind.rawValue)")
        }
    }
}

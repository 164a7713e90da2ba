import CoreMetrics
import GlueJSON
import GlueLLM
import GlueSemantics
import Logging
import ServiceContextModule
import Synchronization
import Tracing

/// The requests that are under way with one server, and what becomes of them.
final class ClientSession: Sendable {
    typealias Progress = @Sendable (Double, Double?) -> Void

    struct Pending {
        let answer: FirstValue<Result<JSONValue, RPCEnd>>
        let onProgress: Progress?
    }

    /// How a request ended otherwise than by a result.
    enum RPCEnd: Error {
        case failed(RPCFailure)
        case closed
        case cancelled
        case ended(LLMError)
    }

    struct State {
        var nextID = 0
        var pending: [Int: Pending] = [:]
        var isClosed = false
        var toolChanges = 0
        var version: String?
    }

    let transport: any MCPTransport
    let channel: MCPChannel
    let settings: MCPClientSettings
    private let tracer: any Tracer
    private let content: ContentWriter
    let state = Mutex(State())
    /// What is sent beside requests, such as that one was given up.
    private let outbox: AsyncStream<RPCMessage>
    let post: AsyncStream<RPCMessage>.Continuation

    var server: String { transport.server }
    var toolChanges: Int { state.withLock { $0.toolChanges } }

    init(_ transport: any MCPTransport, _ channel: MCPChannel, _ settings: MCPClientSettings) {
        self.transport = transport
        self.channel = channel
        self.settings = settings
        tracer = settings.tracer ?? InstrumentationSystem.tracer
        content = ContentWriter(settings.contentCapture, settings.redactor)
        (outbox, post) = AsyncStream.makeStream()
    }

    /// Reads what the server says while work goes on.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (ClientSession) async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let elapsed = Stopwatch(settings.clock).elapsed
        let result = await withTaskGroup(of: Result<Value, LLMError>?.self) { group in
            group.addTask { [self] in
                await receive()
                close()
                return nil
            }
            group.addTask { [self] in
                for await message in outbox { try? await channel.send(message) }
                return nil
            }
            group.addTask { [self] in
                do throws(LLMError) {
                    return .success(try await work(self))
                } catch {
                    return .failure(error)
                }
            }
            var value: Result<Value, LLMError>?
            for await result in group where result != nil {
                value = result
                post.finish()
                group.cancelAll()
            }
            return value ?? .failure(LLMError(.cancelled, "the MCP session was cancelled"))
        }
        measure(MCPNames.Metrics.clientSessionDuration, elapsed(), [(MCPNames.Attributes.networkTransport, transport.network)])
        return try result.get()
    }

    /// Agrees with the server on a version.
    func initialize() async throws(LLMError) -> JSONValue {
        var capabilities: JSONObject = [:]
        if !settings.roots.isEmpty { capabilities["roots"] = ["listChanged": false] }
        if settings.sampler != nil { capabilities["sampling"] = [:] }
        let greeting = try await request(
            "initialize",
            [
                "protocolVersion": .string(MCPVersion.latest), "capabilities": .object(capabilities),
                "clientInfo": ["name": .string(settings.name), "version": .string(settings.version)],
            ]
        )
        guard let version = greeting["protocolVersion"]?.string, MCPVersion.all.contains(version) else {
            throw LLMError(
                .invalidResponse,
                "\(server) speaks version \(greeting["protocolVersion"]?.string ?? "none") of MCP; \(MCPVersion.all.joined(separator: ", ")) are "
                    + "known here"
            )
        }
        state.withLock { $0.version = version }
        channel.agree(version)
        do {
            try await withHardTimeLimit(settings.requestTimeLimit, clock: settings.clock) { [channel] in
                try await channel.send(.notification(method: "notifications/initialized", params: [:]))
            }
        } catch {
            throw error as? LLMError ?? LLMError(.timeout, "\(server) did not take the client's greeting in time")
        }
        return greeting
    }

    /// Makes a request and waits for its answer.
    ///
    /// - Parameter target: The tool or prompt that it is about.
    func request(
        _ method: String,
        _ params: JSONObject = [:],
        target: String? = nil,
        onProgress: Progress? = nil
    ) async throws(LLMError) -> JSONValue {
        let elapsed = Stopwatch(settings.clock).elapsed
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        var hasFailed = false
        return try await Step.run(
            MCPNames.span(method, target),
            ofKind: .client,
            tracer: tracer,
            known: known(method, params, target, id),
            measure: { measure(elapsed(), method, target, $0?.kind.rawValue ?? (hasFailed ? MCPNames.toolError : nil)) }
        ) { span throws(LLMError) in
            let result = try await traced(id, method, params, onProgress, span)
            hasFailed = result["isError"]?.bool == true
            return result
        }
    }

    private func traced(
        _ id: Int,
        _ method: String,
        _ params: JSONObject,
        _ onProgress: Progress?,
        _ span: any Span
    ) async throws(LLMError) -> JSONValue {
        if method == "tools/call" { content.toolArguments(params["arguments"] ?? [:], span) }
        var params = params
        var meta: JSONObject = params["_meta"]?.object ?? [:]
        if onProgress != nil { meta["progressToken"] = .integer(Int64(id)) }
        tracer.inject(span.context, into: &meta, using: MetaInjector())
        if !meta.isEmpty { params["_meta"] = .object(meta) }
        do throws(RPCEnd) {
            let result = try await exchange(id, method, params, onProgress)
            let failed = result["isError"]?.bool == true
            if failed { span.fail(type: MCPNames.toolError) }
            if method == "tools/call" { content.toolResponse(result["content"] ?? .null, failed: failed, span) }
            if let session = channel.session() { span.attributes[MCPNames.Attributes.sessionID] = session }
            return result
        } catch {
            throw told(error, method, span)
        }
    }

    private func exchange(_ id: Int, _ method: String, _ params: JSONObject, _ onProgress: Progress?) async throws(RPCEnd) -> JSONValue {
        let answer = FirstValue<Result<JSONValue, RPCEnd>>()
        let isOpen = state.withLock { state in
            guard !state.isClosed else { return false }
            state.pending[id] = Pending(answer: answer, onProgress: onProgress)
            return true
        }
        guard isOpen else { throw .closed }
        defer { state.withLock { _ = $0.pending.removeValue(forKey: id) } }
        let message = RPCMessage.request(id: .integer(Int64(id)), method: method, params: params)
        do {
            return try await withHardTimeLimit(settings.requestTimeLimit, clock: settings.clock) { [channel] in
                try await withTaskCancellationHandler {
                    try await channel.send(message)
                    return try await answer.value.get()
                } onCancel: {
                    answer.set(.failure(.cancelled))
                }
            }
        } catch {
            let end = end(of: error, method)
            // The server need not go on with what nobody waits for; the greeting cannot be taken back.
            if end.isGivenUp, method != "initialize" {
                post.yield(.notification(method: "notifications/cancelled", params: ["requestId": .integer(Int64(id))]))
            }
            throw end
        }
    }

    private func end(of error: any Error, _ method: String) -> RPCEnd {
        if Task.isCancelled { return .cancelled }
        switch error {
        case let end as RPCEnd: return end
        case let error as LLMError: return .ended(error)
        case is TimeLimitExceeded:
            return .ended(
                LLMError(
                    .timeout,
                    "\(server) did not answer \(method) within \(settings.requestTimeLimit); raise requestTimeLimit if it may take longer"
                )
            )
        default: return .ended(LLMError(.other, "\(method) failed with \(type(of: error))"))
        }
    }
}

extension ClientSession.RPCEnd {
    /// Whether the server may still be at work on it.
    fileprivate var isGivenUp: Bool {
        switch self {
        case .cancelled: true
        case .ended(let error): error.kind == .timeout || error.kind == .cancelled
        case .failed, .closed: false
        }
    }
}

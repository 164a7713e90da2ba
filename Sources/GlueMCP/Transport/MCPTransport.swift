import GlueJSON
import GlueLLM

/// A way to a server, open while a body runs.
protocol MCPTransport: Sendable {
    /// `pipe` or `tcp`.
    var network: String { get }
    /// The server's name in errors, without secrets.
    var server: String { get }

    func open<Value: Sendable>(_ body: @escaping @Sendable (MCPChannel) async throws(LLMError) -> Value) async throws(LLMError) -> Value
}

/// What goes to a server and what comes from it.
struct MCPChannel: Sendable {
    /// Sends a message. Over HTTP it returns when the server has said all that it has to say to it.
    let send: @Sendable (RPCMessage) async throws(LLMError) -> Void
    /// What the server says, until the connection ends.
    let incoming: AsyncStream<RPCMessage>
    /// What is known of the session since it began.
    let session: @Sendable () -> String?
    /// Takes note of the version that was agreed on.
    let agree: @Sendable (String) -> Void
}

import Foundation
import GlueJSON
import GlueLLM
import GlueRedaction
import Logging
import Subprocess
import SystemPackage

/// A server that is a process of ours: a message a line on its standard input and output.
///
/// Source: Model Context Protocol specification, "Transports", stdio.
struct StdioTransport: MCPTransport {
    let command: String
    let arguments: [String]
    let environment: [String: String]
    let lineLimit: Int
    let logger: Logger

    var network: String { "pipe" }
    var server: String { command.split(separator: "/").last.map(String.init) ?? command }

    func open<Value: Sendable>(_ body: @escaping @Sendable (MCPChannel) async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        var options = PlatformOptions()
        // A server ends when its input does; one that does not is asked to, and then made to.
        options.teardownSequence = [
            // It goes by itself where its input has ended: a signal that stops nobody gives it the time for that.
            .send(signal: .resume, allowedDurationToNextStep: .seconds(1)), .gracefulShutDown(allowedDurationToNextStep: .seconds(2)),
        ]
        let configuration = Configuration(
            executable: command.contains("/") ? .path(FilePath(command)) : .name(command),
            arguments: Arguments(arguments),
            environment: .custom(variables),
            platformOptions: options
        )
        let result: Result<Value, LLMError>
        do {
            result = try await Subprocess.run(configuration, input: .inputWriter, output: .sequence, error: .sequence) { execution in
                let result = await talk(
                    StandardInput(writer: execution.standardInputWriter),
                    execution.standardOutput,
                    execution.standardError,
                    body
                )
                try? await execution.standardInputWriter.finish()
                await execution.teardown(using: options.teardownSequence)
                return result
            }.closureResult
        } catch {
            guard !Task.isCancelled else { throw LLMError(.cancelled, "the MCP session was cancelled") }
            throw LLMError(.configuration, "the MCP server \(server) cannot be started; is \(command) installed? (\(error))")
        }
        return try result.get()
    }

    /// What a program needs to run, and what it is given: a stranger's server has no business with this process's keys.
    private var variables: [Environment.Key: String] {
        let needed = ["HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "USER"]
        let own = ProcessInfo.processInfo.environment.filter { needed.contains($0.key) }
        return Dictionary(uniqueKeysWithValues: own.merging(environment) { $1 }.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
    }

    private func talk<Value: Sendable>(
        _ input: StandardInput,
        _ output: SubprocessOutputSequence,
        _ errors: SubprocessOutputSequence,
        _ body: @escaping @Sendable (MCPChannel) async throws(LLMError) -> Value
    ) async -> Result<Value, LLMError> {
        let (incoming, continuation) = AsyncStream.makeStream(of: RPCMessage.self)
        let channel = MCPChannel(
            send: { message throws(LLMError) in try await input.write(message, to: server) },
            incoming: incoming,
            session: { nil },
            agree: { _ in }
        )
        return await withTaskGroup(of: Result<Value, LLMError>?.self) { group in
            group.addTask {
                await read(output, into: continuation)
                continuation.finish()
                return nil
            }
            group.addTask {
                await log(errors)
                return nil
            }
            group.addTask {
                do throws(LLMError) {
                    return .success(try await body(channel))
                } catch {
                    return .failure(error)
                }
            }
            defer { group.cancelAll() }
            for await result in group { if let result { return result } }
            return .failure(LLMError(.cancelled, "the MCP session was cancelled"))
        }
    }

    private func read(_ output: SubprocessOutputSequence, into continuation: AsyncStream<RPCMessage>.Continuation) async {
        var parser = JSONLinesParser(limit: lineLimit)
        do {
            for try await buffer in output {
                try buffer.withUnsafeBytes { bytes in
                    try parser.read(bytes) { line throws(LLMError) in
                        guard let json = try? JSONValue(parsing: Array(line)), let message = RPCMessage(json) else {
                            // Some servers print greetings.
                            return logger.warning("An MCP server wrote a line that is no message", metadata: ["server": "\(server)"])
                        }
                        continuation.yield(message)
                    }
                }
            }
        } catch {
            logger.error("The output of an MCP server cannot be read on", metadata: ["server": "\(server)", "cause": "\(error)"])
        }
    }

    /// What a server writes to standard error goes to the log.
    private func log(_ errors: SubprocessOutputSequence) async {
        do {
            for try await line in errors.strings() {
                let text = Redactor.secrets.redact(String(line.prefix(1000)))
                logger.debug("An MCP server says", metadata: ["server": "\(server)", "line": "\(text)"])
            }
        } catch {
            // The process has ended.
        }
    }

    /// One line after the other, also where several tasks write.
    private actor StandardInput {
        private let writer: StandardInputWriter

        init(writer: StandardInputWriter) { self.writer = writer }

        func write(_ message: RPCMessage, to server: String) async throws(LLMError) {
            do {
                _ = try await writer.write(message.json.bytes() + [UInt8(ascii: "\n")])
            } catch {
                throw LLMError(.connection, "the MCP server \(server) takes nothing any more; it may have ended")
            }
        }
    }
}

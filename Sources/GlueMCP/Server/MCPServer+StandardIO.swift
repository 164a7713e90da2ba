import Dispatch
import Foundation
import GlueJSON
import GlueLLM
import Synchronization

extension MCPServer {
    /// Serves one client on standard input and output, until the input ends or the task is cancelled.
    ///
    /// Nothing else may be written to standard output meanwhile.
    public func serveStandardIO() async throws {
        try await serve(reading: .standardInput, writing: .standardOutput)
    }

    func serve(reading input: FileHandle, writing output: FileHandle) async throws {
        let writer = LineWriter(output)
        let running = RunningRequests()
        defer { running.cancelAll() }
        for await line in Self.lines(of: input, limit: messageLimit) {
            guard let json = try? JSONValue(parsing: line) else {
                try writer.write(.failure(id: .null, .parse("that is no JSON")))
                continue
            }
            switch RPCMessage(json) {
            case .request(let id, let method, let params):
                running.run(id) {
                    let answer = await answer(id, method, params, network: "pipe")
                    // Nobody waits for what was given up.
                    if !Task.isCancelled { try? writer.write(answer) }
                }
            case .notification("notifications/cancelled", let params):
                if let id = params["requestId"] { running.cancel(id) }
            case .notification, .result, .failure: break
            case nil: try writer.write(.failure(id: json["id"] ?? .null, .invalidRequest("that is no message of JSON-RPC 2.0")))
            }
        }
        // Who asks and closes the pipe still wants to know; each tool has its time limit.
        await running.finish()
    }

    /// Reads on a thread of its own: reading from a pipe holds the thread.
    private static func lines(of input: FileHandle, limit: Int) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            DispatchQueue(label: "gluellm.mcp.input").async {
                var parser = JSONLinesParser(limit: limit)
                while true {
                    let piece = input.availableData
                    guard !piece.isEmpty else { break }
                    do throws(LLMError) {
                        let bytes = [UInt8](piece)
                        try bytes.withRawBytes { bytes throws(LLMError) in
                            try parser.read(bytes) { line throws(LLMError) in continuation.yield(Array(line)) }
                        }
                    } catch {
                        // A client that never ends its line is none.
                        break
                    }
                }
                continuation.finish()
            }
        }
    }

    /// The requests that are being answered: several at once, each of which can be given up by its id.
    private final class RunningRequests: Sendable {
        private let tasks = Mutex<[JSONValue: Task<Void, Never>]>([:])

        func run(_ id: JSONValue, _ work: @escaping @Sendable () async -> Void) {
            // Under the lock, so that a quick one does not end before it is noted.
            tasks.withLock { tasks in
                tasks[id] = Task {
                    await work()
                    self.tasks.withLock { _ = $0.removeValue(forKey: id) }
                }
            }
        }

        func cancel(_ id: JSONValue) { tasks.withLock { $0.removeValue(forKey: id) }?.cancel() }

        /// Waits for those that are under way; where the caller is cancelled, they are too.
        func finish() async {
            await withTaskCancellationHandler {
                for task in tasks.withLock({ $0.values }) { await task.value }
            } onCancel: {
                cancelAll()
            }
        }

        func cancelAll() { for task in tasks.withLock({ $0.values }) { task.cancel() } }
    }

    /// Writes messages whole, whoever writes at the same time.
    private final class LineWriter: Sendable {
        private let output: Mutex<FileHandle>

        init(_ output: FileHandle) { self.output = Mutex(output) }

        func write(_ message: RPCMessage) throws {
            let line = Data(message.json.bytes() + [UInt8(ascii: "\n")])
            try output.withLock { try $0.write(contentsOf: line) }
        }
    }
}

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
            guard let json = try? JSONValue(parsing: Array(line)) else {
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
    }

    /// Reads on a thread of its own: reading from a pipe holds the thread.
    private static func lines(of input: FileHandle, limit: Int) -> AsyncStream<Data> {
        AsyncStream { continuation in
            DispatchQueue(label: "gluellm.mcp.input").async {
                var rest = Data()
                while true {
                    let piece = input.availableData
                    guard !piece.isEmpty else { break }
                    rest.append(piece)
                    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                        let line = Data(rest[rest.startIndex..<end])
                        rest = Data(rest[rest.index(after: end)...])
                        if !line.isEmpty { continuation.yield(line) }
                    }
                    // A client that never ends its line is none.
                    guard rest.count <= limit else { break }
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

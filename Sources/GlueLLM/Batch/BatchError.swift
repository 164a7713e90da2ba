/// Why a batch came to no end. What had come of it by then is paid for, and not lost.
public struct BatchError: Error, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// Two items have one id; nothing was sent for the later one.
        case duplicateID(String)
        /// Lines of the input are no items, by their number from 1; nothing was sent.
        case badLines([BadLine])
        /// A file could not be read or written.
        case file(path: String, reason: String)
        /// Another process works on the same output.
        case inUse(path: String)
        /// An item failed, and the batch was to end with the first that does.
        case item(id: String, index: Int, LLMError)
        /// No item can succeed any more, or the caller gave up.
        case stopped(LLMError)
    }

    /// A line of the input that is no item.
    public struct BadLine: Sendable, Hashable {
        /// From 1.
        public var number: Int
        public var reason: String
    }

    public var reason: Reason
    /// What had come of the items that ended, in the order of the items; empty for a batch whose results went elsewhere.
    public var results: [BatchResult]
    public var summary: BatchSummary

    init(_ reason: Reason, results: [BatchResult] = [], summary: BatchSummary = BatchSummary()) {
        self.reason = reason
        self.results = results
        self.summary = summary
    }

    public var description: String {
        switch reason {
        case .duplicateID(let id): "two items have the id \(id); give each its own"
        case .badLines(let lines):
            lines.prefix(10).map { "line \($0.number): \($0.reason)" }.joined(separator: "\n")
                + (lines.count > 10 ? "\nand \(lines.count - 10) lines more" : "")
        case .file(let path, let reason): "\(path): \(reason)"
        case .inUse(let path): "\(path) is being written by another process; wait for it or choose another output"
        case .item(let id, _, let error): "item \(id) failed: \(error)"
        case .stopped(let error): "\(error)"
        }
    }

    /// The error of the engine behind it.
    public var underlying: LLMError {
        switch reason {
        case .item(_, _, let error), .stopped(let error): error
        case .duplicateID, .badLines: LLMError(.invalidRequest, description)
        case .file, .inUse: LLMError(.other, description)
        }
    }
}

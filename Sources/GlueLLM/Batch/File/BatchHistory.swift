import GlueJSON
import GlueSemantics

/// What earlier runs of a batch left behind.
struct BatchHistory: Sendable {
    private(set) var summary = BatchSummary()
    /// The items that are done.
    private(set) var done = FingerprintSet()
    /// The provider's batch that was submitted, or about to be, and whose results are not all written.
    private(set) var openBatch: OpenBatch?

    struct OpenBatch: Sendable {
        /// The provider's name; nil where it was not written down any more.
        var id: String?
        /// Our name.
        let mark: String
        /// The place of the last item in it.
        let last: Int
    }

    /// What was sent for an item and has not been accounted for.
    private var open: [Fingerprint: (requests: Int, estimate: Double?)] = [:]

    /// Reads a line of the output.
    ///
    /// - Returns: Whether it is one.
    mutating func addAnswer(_ line: JSONValue) -> Bool {
        guard let id = line["id"]?.string, let requests = line["requests"]?.count, line["index"] != nil else { return false }
        // A line that stands twice would count twice.
        guard done.insert(Fingerprint(id)) else { return true }
        if line["error"] == nil { summary.succeeded += 1 } else { summary.failed += 1 }
        summary.resumed += 1
        add(requests, line, Fingerprint(id))
        return true
    }

    /// Reads a line of the record of what was sent.
    mutating func addRecord(_ line: JSONValue) -> Bool {
        if let id = line["sent"]?.string {
            var sent = open[Fingerprint(id)] ?? (0, nil)
            sent.requests += 1
            sent.estimate = line["estimate_usd"]?.number
            open[Fingerprint(id)] = sent
            return true
        }
        if let mark = line["submitting"]?.string, let last = line["last"]?.count {
            openBatch = OpenBatch(mark: mark, last: last)
            return true
        }
        if let id = line["submitted"]?.string {
            openBatch?.id = id
            return true
        }
        if line["collected"] != nil {
            openBatch = nil
            return true
        }
        guard let id = line["ended"]?.string, let requests = line["requests"]?.count else { return false }
        add(requests, line, Fingerprint(id))
        return true
    }

    private mutating func add(_ requests: Int, _ line: JSONValue, _ id: Fingerprint) {
        summary.requests += requests
        summary.costs += BatchCosts(json: line["costs"])
        if let usage = Usage(batch: line["usage"]) { summary.usage = (summary.usage ?? Usage()) + usage }
        open[id, default: (0, nil)].requests -= requests
    }

    /// Takes what is left over for requests that a killed run had on their way: they may have been answered and are billed
    /// then, at about what was expected.
    mutating func finish() {
        for sent in open.values where sent.requests > 0 {
            summary.requests += sent.requests
            summary.lostRequests += sent.requests
            for _ in 0..<sent.requests { summary.costs.add(sent.estimate.map(Cost.estimated) ?? .unknown) }
        }
        open = [:]
    }
}

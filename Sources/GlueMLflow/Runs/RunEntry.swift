import GlueJSON
import NIOHTTP1

/// Something that is logged to a run, in the form in which it goes over the wire.
struct RunEntry: Sendable {
    enum Kind: UInt8, Sendable {
        case metric = 0x6D
        case param = 0x70
        case tag = 0x74
        /// The run's end: a whole body of `runs/update`, but for the id.
        case end = 0x65
    }

    var kind: Kind
    /// A JSON object.
    var json: [UInt8]

    /// - Throws: ``MLflowError/Kind/unstorable`` where the server would not store what is written.
    init(_ metric: Metric) throws(MLflowError) {
        try metric.check()
        kind = .metric
        json = []
        json.reserveCapacity(96)
        metric.write(into: &json)
    }

    init(param key: String, _ value: String) throws(MLflowError) {
        try Checked.param(key, value)
        kind = .param
        json = Self.pair(key, value)
    }

    init(tag key: String, _ value: String) throws(MLflowError) {
        try Checked.tag(key, value)
        kind = .tag
        json = Self.pair(key, value)
    }

    init(end status: RunStatus, at time: MLflowTime) {
        kind = .end
        json = JSONValue.object(["status": .string(status.rawValue), "end_time": time.json]).bytes()
    }

    init(_ kind: Kind, json: [UInt8]) {
        self.kind = kind
        self.json = json
    }

    private static func pair(_ key: String, _ value: String) -> [UInt8] {
        JSONValue.object(["key": .string(key), "value": .string(value)]).bytes()
    }
}

/// The body of a `log-batch` request, put together of entries that are JSON already.
struct LogBatchBody {
    private let head: [UInt8]
    private var lists: [RunEntry.Kind: [UInt8]] = [:]
    private var counts: [RunEntry.Kind: Int] = [:]
    private var size: Int

    init(run: String) {
        var head = Array(#"{"run_id":"#.utf8)
        JSONValue.write(run, into: &head)
        self.head = head
        size = head.count + 64
    }

    var count: Int { counts.values.reduce(0, +) }
    var hasParams: Bool { counts[.param] != nil }

    /// Adds an entry; false where it must go into another request.
    mutating func add(_ entry: RunEntry) -> Bool {
        let limit: Int
        switch entry.kind {
        case .metric: limit = MLflowLimits.batchMetrics
        case .param: limit = MLflowLimits.batchParams
        case .tag: limit = MLflowLimits.batchTags
        case .end: return false
        }
        // An entry that is too long for any request is sent alone: the server says what it thinks of it.
        guard count == 0 || size + entry.json.count < MLflowLimits.batchBytes else { return false }
        guard count < MLflowLimits.batchEntries, counts[entry.kind, default: 0] < limit else { return false }
        if counts[entry.kind] != nil { lists[entry.kind, default: []].append(UInt8(ascii: ",")) }
        lists[entry.kind, default: []] += entry.json
        counts[entry.kind, default: 0] += 1
        size += entry.json.count + 1
        return true
    }

    var bytes: [UInt8] {
        var bytes = head
        bytes.reserveCapacity(size)
        for (kind, name) in [(RunEntry.Kind.metric, "metrics"), (.param, "params"), (.tag, "tags")] {
            guard let list = lists[kind] else { continue }
            bytes += ",\"\(name)\":[".utf8
            bytes += list
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    var request: MLflowRequest {
        var request = MLflowRequest(.POST, "runs/log-batch")
        request.body = bytes
        return request
    }
}

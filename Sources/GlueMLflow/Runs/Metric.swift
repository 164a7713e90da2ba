import GlueJSON

/// A point of a metric of a run.
public struct Metric: Sendable, Hashable {
    /// Up to 250 letters, digits, spaces and `/ _ . - :`; a `/` groups metrics in MLflow's pages.
    public var key: String
    /// Any double but the greatest finite ones, see ``MetricValue``.
    public var value: Double
    public var time: MLflowTime
    /// Where in the run it was measured, such as the epoch.
    public var step: Int64
    /// The logged model that it belongs to.
    public var modelID: String?
    /// The dataset that it was measured on.
    public var dataset: DatasetReference?

    /// A dataset among the inputs of a run.
    public struct DatasetReference: Sendable, Hashable {
        public var name: String
        public var digest: String

        public init(name: String, digest: String) {
            self.name = name
            self.digest = digest
        }
    }

    public init(
        _ key: String,
        _ value: Double,
        step: Int64 = 0,
        time: MLflowTime = .now,
        modelID: String? = nil,
        dataset: DatasetReference? = nil
    ) {
        self.key = key
        self.value = value
        self.step = step
        self.time = time
        self.modelID = modelID
        self.dataset = dataset
    }
}

extension Metric {
    /// - Throws: ``MLflowError/Kind/unstorable``
    func check() throws(MLflowError) {
        try Checked.key(key, "the metric")
        try MetricValue.check(value, of: key)
        guard time.milliseconds >= 0 else { throw Checked.unstorable("the metric \"\(key)\" has a time before 1970") }
        if let dataset { try dataset.check() }
    }

    func write(into bytes: inout [UInt8]) {
        bytes += #"{"key":"#.utf8
        JSONValue.write(key, into: &bytes)
        bytes += #","value":"#.utf8
        MetricValue.json(value).write(into: &bytes)
        bytes += #","timestamp":"#.utf8
        time.json.write(into: &bytes)
        bytes += #","step":"#.utf8
        JSONValue.integer(step).write(into: &bytes)
        if let modelID { Self.write("model_id", modelID, into: &bytes) }
        if let dataset {
            Self.write("dataset_name", dataset.name, into: &bytes)
            Self.write("dataset_digest", dataset.digest, into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func write(_ name: String, _ value: String, into bytes: inout [UInt8]) {
        bytes += ",\"\(name)\":".utf8
        JSONValue.write(value, into: &bytes)
    }

    init(_ fields: AnswerFields) throws(MLflowError) {
        self.init(
            try fields.required("key"),
            // A zero is left out by some versions.
            fields.number("value") ?? 0,
            step: fields.integer("step") ?? 0,
            time: fields.time("timestamp") ?? MLflowTime(milliseconds: 0),
            modelID: fields.text("model_id"),
            dataset: fields.text("dataset_name").map { DatasetReference(name: $0, digest: fields.text("dataset_digest") ?? "") }
        )
    }
}

extension Metric.DatasetReference {
    func check() throws(MLflowError) {
        try Checked.text(name, MLflowLimits.datasetName, "the name of the dataset")
        try Checked.text(digest, MLflowLimits.datasetDigest, "the digest of the dataset \"\(name)\"")
    }
}

/// The values of metrics, of which MLflow's databases hold all but two.
///
/// Infinities are stored there as ±1.7976931348623157e308, the greatest finite doubles, and NaN beside the number. So these two
/// are read as infinities, and are refused when they are to be written: what is read is what was written. A negative zero
/// becomes a positive one.
///
/// Source: MLflow 3.17, the SQL store.
public enum MetricValue {
    static func check(_ value: Double, of key: String) throws(MLflowError) {
        guard value.magnitude != .greatestFiniteMagnitude else {
            throw Checked.unstorable(
                "the metric \"\(key)\" is \(value), which MLflow keeps for infinity; write an infinity or a smaller number"
            )
        }
    }

    /// NaN and infinities travel as texts: the server takes anything else for 0.
    static func json(_ value: Double) -> JSONValue {
        if value.isNaN { return "NaN" }
        guard value.isInfinite else { return .number(value) }
        return value > 0 ? "Infinity" : "-Infinity"
    }

    static func read(_ json: JSONValue) -> Double? {
        guard let value = plain(json), value.magnitude == .greatestFiniteMagnitude else { return plain(json) }
        return value > 0 ? .infinity : -.infinity
    }

    /// A double as protobuf writes it in JSON.
    static func plain(_ json: JSONValue) -> Double? {
        switch json {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        case .string(let text): Double(text)
        default: nil
        }
    }
}

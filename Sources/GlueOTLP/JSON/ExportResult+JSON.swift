public import GlueJSON

extension OTLP.ExportResult {
    /// Reads the body of an answer in OTLP/JSON, to whichever signal; without a word on records all were taken.
    ///
    /// - Throws: ``OTLPError`` with the path to what is wrong.
    public init(json: JSONValue) throws(OTLPError) {
        self.init()
        let result = try JSONReader(json).member("partialSuccess") { value throws(OTLPError) in
            let reader = try JSONReader(value)
            let key = OTLP.Signal.allCases.map(\.rejectedKey).first { reader.value($0) != nil }
            return OTLP.ExportResult(
                rejected: try key.map { key throws(OTLPError) in try reader.integer(key) } ?? 0,
                errorMessage: try reader.text("errorMessage")
            )
        }
        if let result { self = result }
    }

    /// The body of an answer to a request of this signal; an empty object where all was taken without a word.
    public func json(for signal: OTLP.Signal) -> JSONValue {
        guard self != OTLP.ExportResult() else { return [:] }
        var writer = JSONWriter()
        writer.set(signal.rejectedKey, wide: rejected)
        writer.set("errorMessage", errorMessage)
        return ["partialSuccess": writer.json]
    }
}

extension OTLP.Signal {
    /// How an answer names the records that it counts.
    fileprivate var rejectedKey: String {
        switch self {
        case .traces: "rejectedSpans"
        case .metrics: "rejectedDataPoints"
        case .logs: "rejectedLogRecords"
        }
    }
}

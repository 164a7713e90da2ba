internal import GlueJSON

extension TelemetryFile {
    /// How many bytes may come out of a gzipped file unless the caller says otherwise: 512 MiB.
    public static let defaultLimit = 512 << 20

    /// Reads a file of any form; the form is told from the bytes.
    ///
    /// - `.pb`: one bare export request, or several with a varint length before each; traces, logs and metrics may mix.
    /// - `.jsonl`: one request in OTLP/JSON a line; also one document over many lines.
    /// - either of them in gzip.
    ///
    /// - Parameter limit: How many bytes may come out of gzip.
    /// - Throws: ``TelemetryFileError`` with the place of what is wrong.
    public init(bytes: [UInt8], limit: Int = defaultLimit) throws(TelemetryFileError) {
        var bytes = bytes
        if Gzip.isCompressed(bytes) {
            do {
                bytes = try Gzip.decompress(bytes, limit: limit)
            } catch {
                throw .gzip(error)
            }
        }
        let text = bytes.starts(with: Self.byteOrderMark) ? bytes[3...] : bytes[...]
        guard let first = text.first(where: { !Self.isSpace($0) }) else { throw .empty }
        guard first == UInt8(ascii: "{") else {
            self = try Self.protobuf(bytes)
            return
        }
        do throws(TelemetryFileError) {
            self = try Self.json(Array(text))
        } catch {
            // A length of 123 is a brace too, and a tag before it is white space.
            guard let file = try? Self.protobuf(bytes) else { throw error }
            self = file
        }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A map in a map is four levels of JSON further in, and the record around the first lies a dozen levels deep.
    private static let jsonDepthLimit = 4 * OTLP.AnyValue.depthLimit + 32

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func json(_ bytes: [UInt8]) throws(TelemetryFileError) -> TelemetryFile {
        var file = TelemetryFile()
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { !isSpace($0) }) else { continue }
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: Array(line), depthLimit: jsonDepthLimit)
            } catch {
                // A document over many lines is no line at all.
                if file.isEmpty, let document = try? JSONValue(parsing: bytes, depthLimit: jsonDepthLimit) {
                    return try request(document, line: 1)
                }
                throw .json(line: number, error)
            }
            file.append(try request(value, line: number))
        }
        return file
    }

    private static func request(_ value: JSONValue, line: Int) throws(TelemetryFileError) -> TelemetryFile {
        do throws(OTLPError) {
            if value["resourceSpans"] != nil { return TelemetryFile(traces: try OTLP.Traces(json: value)) }
            if value["resourceLogs"] != nil { return TelemetryFile(logs: try OTLP.Logs(json: value)) }
            if value["resourceMetrics"] != nil { return TelemetryFile(metrics: try OTLP.Metrics(json: value)) }
            throw OTLPError(.expected("an object with resourceSpans, resourceLogs or resourceMetrics"))
        } catch {
            throw .notOTLP(line: line, error)
        }
    }

    private static func protobuf(_ bytes: [UInt8]) throws(TelemetryFileError) -> TelemetryFile {
        do throws(OTLPError) {
            return try message(bytes)
        } catch {
            guard let file = delimited(bytes) else { throw .notTelemetry(error) }
            return file
        }
    }

    /// Messages with their lengths before them; nil where they are not.
    private static func delimited(_ bytes: [UInt8]) -> TelemetryFile? {
        var file = TelemetryFile()
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let length = varint(&rest), length <= rest.count, let next = try? message(Array(rest.prefix(length))) else { return nil }
            file.append(next)
            rest = rest.dropFirst(length)
        }
        return file
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// One request of whichever signal.
    ///
    /// All three requests look alike from outside. What tells them apart is the innermost record: a span begins with two
    /// ids, a log record has a fixed time where a metric has its name.
    private static func message(_ bytes: [UInt8]) throws(OTLPError) -> TelemetryFile {
        // Requests have field 1 alone. Lengths before messages may look like fields that are not known, and be ignored.
        guard bytes.first == 0x0A else { throw OTLPError(.expected("the tag of a request's first field"), offset: 0) }
        var failure = OTLPError(.expected("a span with a trace id and a span id"))
        var timeless: OTLP.Traces?
        do throws(OTLPError) {
            let traces = try OTLP.Traces(protobuf: bytes)
            if let span = traces.firstSpan {
                if span.hasIDs, span.startTimeUnixNano | span.endTimeUnixNano != 0 { return TelemetryFile(traces: traces) }
                if span.hasIDs { timeless = traces }
            } else if !traces.resourceSpans.isEmpty {
                return TelemetryFile(traces: traces)
            }
        } catch {
            failure = error
        }
        if let logs = try? OTLP.Logs(protobuf: bytes), !logs.resourceLogs.isEmpty { return TelemetryFile(logs: logs) }
        // A gauge whose name has sixteen bytes and whose description has eight reads as a span without times.
        if let metrics = try? OTLP.Metrics(protobuf: bytes), let metric = metrics.firstMetric, metric.data != nil || timeless == nil,
            !metric.name.isEmpty
        {
            return TelemetryFile(metrics: metrics)
        }
        guard let timeless else { throw failure }
        return TelemetryFile(traces: timeless)
    }
}

extension OTLP.Span {
    fileprivate var hasIDs: Bool { traceID.isValid && spanID.isValid }
}

extension OTLP.Traces {
    fileprivate var firstSpan: OTLP.Span? {
        resourceSpans.lazy.flatMap { $0.scopeSpans.lazy.flatMap(\.spans) }.first
    }
}

extension OTLP.Metrics {
    fileprivate var firstMetric: OTLP.Metric? {
        resourceMetrics.lazy.flatMap { $0.scopeMetrics.lazy.flatMap(\.metrics) }.first
    }
}

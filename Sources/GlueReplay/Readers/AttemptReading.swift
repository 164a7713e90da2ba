import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads the attempts of an exchange: HTTP spans below it, and the events by which our engine notes a retry.
enum AttemptReading {
    static func read(into exchange: inout Exchange, _ index: Int, _ trace: TraceIndex) {
        let node = trace.nodes[index]
        let requests = trace.children(of: index).filter { $0[HTTP.Attributes.requestMethod] != nil }
        let failed = requests.filter { ($0.httpStatus ?? 0) >= 400 || $0[ErrorNames.type] != nil }
        exchange.error = failure(of: node)
        let retries = node.span.events.filter { $0.name == Glue.Events.retry }
        if retries.isEmpty {
            let before = exchange.error == nil ? failed : Array(failed.dropLast())
            exchange.failedAttempts = before.map {
                failure(of: $0) ?? RecordedFailure(type: $0.httpStatus.map(String.init) ?? ErrorNames.other)
            }
        } else {
            exchange.failedAttempts = retries.enumerated().map { place, event in
                var failure = failed.indices.contains(place) ? self.failure(of: failed[place]) : nil
                failure = failure ?? RecordedFailure(type: ErrorNames.other)
                failure?.type = event.attributes[Glue.Attributes.cause]?.string ?? ErrorNames.other
                failure?.delay = event.attributes[Glue.Attributes.delay]?.double.flatMap(Duration.init(recordedSeconds:))
                return failure ?? RecordedFailure(type: ErrorNames.other)
            }
        }
        if var error = exchange.error, let last = requests.last {
            error.status = error.status ?? last.httpStatus
            error.headers = last.responseHeaders
            if case .wire(let wire)? = WireReading.outcome(of: last) { error.body = wire.bytes }
            exchange.error = error
        } else if let last = requests.last {
            switch WireReading.outcome(of: last) {
            case .wire(let wire): exchange.wire = wire
            case .withheld: exchange.missing.append(.wire)
            case nil: break
            }
        }
    }

    /// Why a span failed; nil where it did not.
    static func failure(of node: TraceNode) -> RecordedFailure? {
        let exception = node.span.events.last { $0.name == ErrorNames.exceptionEvent }
        let type = node[ErrorNames.type]?.string
        guard node.span.status?.code == .error || type != nil else { return nil }
        let words = node.span.status?.message ?? ""
        return RecordedFailure(
            type: type ?? exception?.attributes[ErrorNames.exceptionType]?.string ?? ErrorNames.other,
            message: words.isEmpty ? exception?.attributes[ErrorNames.exceptionMessage]?.string ?? "" : words,
            status: node.httpStatus,
            headers: node.responseHeaders,
            body: body(of: node)
        )
    }

    private static func body(of node: TraceNode) -> [UInt8]? {
        if case .wire(let wire)? = WireReading.outcome(of: node) { wire.bytes } else { nil }
    }
}

extension TraceNode {
    var httpStatus: Int? { self[HTTP.Attributes.responseStatusCode]?.count }

    /// What `http.response.header.*` holds, as far as an answer can carry it again.
    var responseHeaders: [String: String] {
        let prefix = HTTP.Attributes.responseHeaderPrefix
        let framing: Set<String> = ["content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "date"]
        var headers: [String: String] = [:]
        for attribute in span.attributes where attribute.key.hasPrefix(prefix) {
            let name = attribute.key.dropFirst(prefix.count).lowercased()
            let value = attribute.value?.string ?? attribute.value?.array?.compactMap(\.string).joined(separator: ", ")
            if let value, !framing.contains(name) { headers[name] = value }
        }
        return headers
    }
}

extension Duration {
    /// Nil for what is no length of time that a program would wait.
    init?(recordedSeconds seconds: Double) {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return nil }
        self = .seconds(seconds)
    }
}

import GlueJSON
import GlueOTLP
import GlueReplay
import HTTPTypes
import Hummingbird
import NIOCore

/// What programs ask for: traces as JSON.
struct TraceAPI: Sendable {
    let store: ScopeStore

    /// Whether the store takes what comes; a sender that is told 503 here would be told so there.
    func health() -> Response {
        guard let problem = store.problem else { return .json(["status": "ok"]) }
        return .json(["status": "unwritable", "reason": .string(problem)], .serviceUnavailable)
    }

    func stats() async throws -> Response {
        let figures = try await answering { () throws(StoreError) in try await store.figures() }
        return .json([
            "spans": .integer(Int64(figures.spans)),
            "traces": .integer(Int64(figures.traces)),
            "sessions": .integer(Int64(figures.sessions)),
            "bytes": .integer(Int64(figures.bytes)),
            "metric_points": .integer(Int64(figures.metricPoints)),
        ])
    }

    func list(_ request: Request) async throws -> Response {
        let query = try TraceQuery(request)
        let list = try await answering { () throws(StoreError) in try await store.traces(query) }
        return .json([
            "traces": .array(list.traces.map(\.json)),
            "next_before": list.next.map { .string("\($0)") } ?? .null,
            "is_partial": .bool(list.isPartial),
        ])
    }

    /// The trace as OTLP/JSON, chunk by chunk; as protobuf where that is asked for with `format=pb`.
    func trace(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = try Self.traceID(context)
        let download = request.parameters.contains("download")
        guard let (reference, annotations) = try await find(id) else { throw Self.unknown(id) }
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if request.parameters["format"] == "pb" {
            let file = try await whole(id)
            headers[.contentType] = "application/x-protobuf"
            headers[.contentDisposition] = "attachment; filename=\"\(id).pb\""
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes(.init(.protobuf)))))
        }
        if download {
            // One request a line: traces, then their logs.
            let file = try await whole(id)
            headers[.contentDisposition] = "attachment; filename=\"\(id).jsonl\""
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes(.init(.jsonLines)))))
        }
        return Response(status: .ok, headers: headers, body: body(of: id, reference, annotations))
    }

    private func find(_ id: OTLP.TraceID) async throws -> (TraceReference, [Annotation])? {
        try await answering { () throws(StoreError) in
            try await store.read { database in
                guard let reference = try StoredTrace.reference(id, in: database) else { return nil }
                return (reference, try Annotation.all(of: id, in: database))
            }
        }
    }

    private func whole(_ id: OTLP.TraceID) async throws -> TelemetryFile {
        guard let file = try await answering({ () throws(StoreError) in try await store.trace(id) }) else { throw Self.unknown(id) }
        return file
    }

    private func body(of id: OTLP.TraceID, _ reference: TraceReference, _ annotations: [Annotation]) -> ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{\"resourceSpans\":["))
            var isFirst = true
            for chunk in try await store.read({ try StoredTrace.chunks(of: reference, in: $0) }) {
                let traces = try await store.read { database in
                    let mayStandIn = try StoredTrace.isFirst(chunk, ofRootless: reference, in: database)
                    return try StoredTrace.traces(in: chunk, reference, id, readsContent: true, in: database).traces
                        .annotated(annotations) { _ in mayStandIn }
                }
                for resource in traces.json["resourceSpans"]?.array ?? [] {
                    try await writer.write(ByteBuffer(bytes: (isFirst ? [] : [UInt8(ascii: ",")]) + resource.bytes()))
                    isFirst = false
                }
            }
            try await writer.write(ByteBuffer(string: "]}"))
            try await writer.finish(nil)
        }
    }

    /// As `glue exchanges` prints them, a line each.
    func exchanges(_ context: BasicRequestContext) async throws -> Response {
        let file = try await whole(try Self.traceID(context))
        let exchanges = (try? Recording(file))?.exchanges ?? []
        let lines = exchanges.map { $0.json.text() + "\n" }.joined()
        return Response(
            status: .ok,
            headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: lines))
        )
    }

    static func traceID(_ context: BasicRequestContext) throws -> OTLP.TraceID {
        let text = try context.parameters.require("id")
        guard let id = OTLP.TraceID(hex: text), id.isValid else {
            throw HTTPError(.badRequest, message: "\(text.prefix(40)) is no trace id: it has 32 hexadecimal digits")
        }
        return id
    }

    static func unknown(_ id: OTLP.TraceID) -> HTTPError { HTTPError(.notFound, message: "there is no trace \(id)") }
}

// MARK: - Annotations

extension TraceAPI {
    func annotations(_ context: BasicRequestContext) async throws -> Response {
        let id = try Self.traceID(context)
        let all = try await answering { () throws(StoreError) in try await store.read { try Annotation.all(of: id, in: $0) } }
        return .json(["annotations": .array(all.map(\.json))])
    }

    /// Takes `{"name", "label", "score", "note", "span_id"}`, of which the name and one of the next three are needed.
    func annotate(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = try Self.traceID(context)
        let body = try await request.body.collect(upTo: 1 << 16)
        guard let json = try? JSONValue(parsing: Array(buffer: body)), let name = json["name"]?.string?.trimmed, !name.isEmpty else {
            throw HTTPError(.badRequest, message: "an annotation is an object with a name and a label, a score or a note")
        }
        guard try await find(id) != nil else { throw Self.unknown(id) }
        func text(_ key: String) -> String? { json[key]?.string.flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
        let annotation = Annotation(
            traceID: id,
            spanID: json["span_id"]?.string.flatMap { OTLP.SpanID(hex: $0) },
            name: name,
            label: text("label"),
            score: json["score"]?.number,
            note: text("note"),
            created: store.now()
        )
        guard annotation.label != nil || annotation.score != nil || annotation.note != nil else {
            throw HTTPError(.badRequest, message: "an annotation says something: give it a label, a score or a note")
        }
        try await answering { () throws(StoreError) in try await store.add(annotation) }
        return .json(annotation.json, .created)
    }

    func removeAnnotation(_ context: BasicRequestContext) async throws -> Response {
        let id = try Self.traceID(context)
        let number = try context.parameters.require("annotation", as: Int64.self)
        try await answering { () throws(StoreError) in try await store.remove(Annotation(id: number, traceID: id, name: "", created: 0)) }
        return Response(status: .noContent)
    }
}

extension Annotation {
    var json: JSONValue {
        [
            "id": id.map(JSONValue.integer) ?? .null,
            "trace_id": .string("\(traceID)"),
            "span_id": spanID.map { .string("\($0)") } ?? .null,
            "name": .string(name),
            "label": label.map(JSONValue.string) ?? .null,
            "score": score.map(JSONValue.number) ?? .null,
            "note": note.map(JSONValue.string) ?? .null,
            "created": .integer(created),
        ]
    }
}

/// Has the store's errors answered as HTTP tells them.
func answering<Value>(_ body: () async throws(StoreError) -> Value) async throws -> Value {
    do {
        return try await body()
    } catch {
        throw HTTPError(ReceiverFailure(error).status, message: error.description)
    }
}

import GlueJSON
import GlueOTLP
import GlueTelemetry
import HTTPTypes
import Hummingbird
import NIOCore

/// Takes what OTLP exporters send, and answers when it is stored.
struct OTLPReceiver: Sendable {
    let store: ScopeStore
    let settings: ScopeSettings
    let forwarder: Forwarder?
    let tally: ReceiverTally
    private let admission: Admission

    init(_ store: ScopeStore, _ settings: ScopeSettings, _ forwarder: Forwarder?, _ tally: ReceiverTally) {
        self.store = store
        self.settings = settings
        self.forwarder = forwarder
        self.tally = tally
        admission = Admission(limit: settings.requestLimit)
    }

    func receive(_ signal: OTLP.Signal, _ request: Request) async -> Response {
        // An answer comes in the form of the request, also where that cannot be read.
        var isJSON = request.headers[.contentType]?.hasPrefix("application/json") ?? false
        do throws(ReceiverFailure) {
            let arrived = try OTLPRequest(signal, request.headers)
            isJSON = arrived.isJSON
            let body = try await Self.body(of: request, limit: settings.requestLimit)
            let outcome = await admission.admitting(body.count * 4) { () async -> Result<OTLP.ExportResult, ReceiverFailure> in
                await take(arrived, body)
            }
            guard let outcome else { throw ReceiverFailure(.tooManyRequests, "too many requests wait; send again later", retryAfter: 1) }
            let result = try outcome.get()
            return Self.response(.ok, isJSON ? result.json(for: signal).bytes() : result.protobuf(), isJSON: isJSON)
        } catch {
            tally.refused(signal, status: error.status.code)
            var response = Self.response(error.status, ServerMessage.body(error.message, isJSON: isJSON), isJSON: isJSON)
            if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
            return response
        }
    }

    private static func body(of request: Request, limit: Int) async throws(ReceiverFailure) -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw ReceiverFailure(.contentTooLarge, "the request has more than \(limit) bytes; send smaller batches")
        } catch {
            throw ReceiverFailure(.badRequest, "the request broke off")
        }
    }

    private func take(_ request: OTLPRequest, _ body: [UInt8]) async -> Result<OTLP.ExportResult, ReceiverFailure> {
        do throws(ReceiverFailure) {
            let bytes = try request.plain(body, settings)
            let file = try request.telemetry(bytes)
            var result = OTLP.ExportResult()
            do {
                switch request.signal {
                case .traces:
                    let addition = try await store.add(file.traces)
                    if addition.invalid > 0 {
                        result.rejected = Int64(addition.invalid)
                        result.errorMessage = "\(addition.invalid) spans have no valid trace id and span id"
                    }
                    tally.took(spans: file.traces, addition)
                case .logs:
                    try await store.add(file.logs)
                    tally.took(.logs, file.logs.records.count)
                case .metrics:
                    try await store.add(file.metrics)
                    tally.took(.metrics, file.metrics.metrics.count)
                }
            } catch {
                throw ReceiverFailure(error)
            }
            forwarder?.forward(request.signal, request.isJSON ? Self.packed(file, request.signal) : bytes)
            return .success(result)
        } catch {
            return .failure(error)
        }
    }

    private static func packed(_ file: TelemetryFile, _ signal: OTLP.Signal) -> [UInt8] {
        switch signal {
        case .traces: file.traces.protobuf()
        case .logs: file.logs.protobuf()
        case .metrics: file.metrics.protobuf()
        }
    }

    private static func response(_ status: HTTPResponse.Status, _ body: [UInt8], isJSON: Bool) -> Response {
        Response(
            status: status,
            headers: [.contentType: isJSON ? "application/json" : "application/x-protobuf"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}

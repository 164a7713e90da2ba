import CoreMetrics
import GlueOTLP
import GlueTelemetry
import Logging
import Tracing

/// Secrets, the forms in which they come, and the places where they are put: what the test of planted secrets plants.
enum PlantedSecrets {
    /// Each with what no byte of the telemetry may show of it. The letter before that may be escaped.
    static let secrets = [
        ("sk-proj-PLANTEDkey0123456789", "LANTEDkey0123456789"),
        ("Authorization: Bearer PLANTEDbearer0123456789", "LANTEDbearer0123456789"),
        ("Basic UExBTlRFRDpiYXNpYzAx", "ExBTlRFRDpiYXNpYzAx"),
        ("eyJPLANTEDjwt0.eyJPLANTEDjwt1.c2ln", "LANTEDjwt0"),
        ("password=PLANTEDpassword1", "LANTEDpassword1"),
        ("-----BEGIN PRIVATE KEY-----\nPLANTEDprivate\n-----END PRIVATE KEY-----", "LANTEDprivate"),
        ("postgres://ann:PLANTEDuser@db.example/x", "LANTEDuser"),
        ("https://x.example/o?sig=PLANTEDsignature", "LANTEDsignature"),
        ("PLANTEDjane@example.com", "LANTEDjane"),
        ("4111111111111111", "111111111111111"),
        ("DE89370400440532013000", "E89370400440532013000"),
        ("customer PLANTEDcustomer", "LANTEDcustomer"),
    ]

    /// A secret that only the application knows.
    static let known = "PLANTEDcustomer"

    /// A secret as it comes: alone, in a sentence, in JSON, and so on.
    static let forms: [(name: String, text: @Sendable (_ secret: String) -> String)] = [
        ("alone", { $0 }),
        ("in an error", { "could not connect (\($0)): code 7" }),
        ("in JSON", { #"{"note": "\#(json($0))", "n": 1}"# }),
        ("in JSON within JSON", { #"[{"inner": "{\"note\": \"\#(json(json($0)))\"}"}]"# }),
        ("behind an escape of JSON", { #"so {"note": "\#(escapingFirst(json($0)))"} it said"# }),
        ("percent-encoded in a URL", { "https://x.example/search?q=\(percent($0))&n=1" }),
        ("after a line break within JSON", { #"said \"hello\\n\#(json(json($0)))\""# }),
    ]

    private static func json(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// The first letter of the planted word, else the first of all.
    private static func escapingFirst(_ text: String) -> String {
        let place = text.firstRange(of: "PLANTED")?.lowerBound ?? text.startIndex
        let code = String(text[place].asciiValue ?? 0, radix: 16)
        return text[..<place] + "\\u00\(code)" + text[text.index(after: place)...]
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte & ~0x20
            return isPlain ? String(Unicode.Scalar(byte)) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
        .joined()
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Puts a text wherever a text can be.
    static func plant(_ text: String, in telemetry: Telemetry) {
        let tracer = telemetry.tracer
        var linked = ServiceContext.topLevel
        linked.spanContext = SpanContext(traceID: OTLP.TraceID(high: 1, low: 2), spanID: OTLP.SpanID(3))
        var context = ServiceContext.topLevel
        context.baggage = Baggage()
        context.baggage?["note"] = Baggage.Entry(text)

        let span = tracer.startSpan("call \(text)", context: context)
        span.attributes["plain"] = text
        span.attributes["list"] = ["a", text]
        span.attributes["http.request.header.x-note"] = [text]
        span.attributes["url.full"] = text
        span.attributes["gen_ai.input.messages"] = text
        span.attributes["described"] = SpanAttribute.stringConvertible(Failure(description: text))
        span.addEvent(SpanEvent(name: "event \(text)", attributes: ["note": .string(text)]))
        span.addLink(SpanLink(context: linked, attributes: ["note": .string(text)]))
        span.recordError(Failure(description: text))
        span.setStatus(SpanStatus(code: .error, message: text))
        span.end()

        let ordered = tracer.startSpan("ordered")
        ordered.set("plain", text)
        ordered.set("nested", .map([OTLP.KeyValue("list", .array([.map([OTLP.KeyValue("note", .string(text))])]))]))
        ordered.set("bytes", .bytes(Array(text.utf8)))
        ordered.event("event") { $0.set("note", text) }
        ordered.event("named \(text)")
        ordered.end()

        var logger = Logger(label: "planted", factory: { telemetry.logHandler(label: $0) })
        logger[metadataKey: "own"] = "\(text)"
        logger.error("said \(text)", metadata: ["nested": ["list": [.string(text)]], "plain": .string(text)])

        Counter(label: "planted", dimensions: [("note", text)], factory: telemetry.metrics).increment()
    }
}

public import GlueJSON

/// A judgement on a trace or one of its spans.
public struct Assessment: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        /// How good it was: a number, a flag, a text, a list or an object.
        case feedback(JSONValue)
        /// The judgement did not come about.
        case failure(code: String, message: String)
        /// What would have been right.
        case expectation(JSONValue)
    }

    /// Given by the server.
    public var id: String?
    public var name: String
    /// The trace's id; given by the server.
    public var traceID: String?
    /// Nil for the trace as a whole.
    public var spanID: String?
    public var source: AssessmentSource
    public var content: Content
    /// Why.
    public var rationale: String?
    public var metadata: [String: String]
    /// Whether no later one replaced it.
    public var isValid = true

    public init(
        _ name: String,
        _ content: Content,
        by source: AssessmentSource,
        span: String? = nil,
        rationale: String? = nil,
        metadata: [String: String] = [:]
    ) {
        self.name = name
        self.content = content
        self.source = source
        spanID = span
        self.rationale = rationale
        self.metadata = metadata
    }

    init(_ fields: AnswerFields) throws(MLflowError) {
        name = try fields.required("assessment_name")
        id = fields.text("assessment_id")
        traceID = fields.text("trace_id")
        spanID = fields.text("span_id").flatMap { $0.isEmpty ? nil : $0 }
        source = AssessmentSource(fields.part("source"))
        if let expectation = fields.json["expectation"] {
            // A list or an object travels as a text.
            let serialized = expectation["serialized_value"]?["value"]?.string.flatMap { try? JSONValue(parsing: $0) }
            content = .expectation(expectation["value"] ?? serialized ?? .null)
        } else if let error = fields.json["feedback"]?["error"], !error.isNull {
            content = .failure(code: error["error_code"]?.string ?? "", message: error["error_message"]?.string ?? "")
        } else {
            content = .feedback(fields.json["feedback"]?["value"] ?? .null)
        }
        rationale = fields.text("rationale").flatMap { $0.isEmpty ? nil : $0 }
        metadata = fields.map("metadata")
        isValid = fields.json["valid"]?.bool ?? true
    }

    func check() throws(MLflowError) {
        guard !name.isEmpty else { throw Checked.unstorable("the assessment has no name; give it one") }
        try Checked.text(name, MLflowLimits.key, "the name of the assessment")
        guard !source.id.isEmpty else {
            throw Checked.unstorable("the assessment \"\(name)\" does not say who made it; give its source an id")
        }
    }

    var json: JSONObject {
        var json: JSONObject = .of([
            "assessment_name": .string(name), "span_id": .text(spanID), "source": source.json, "rationale": .text(rationale),
            "metadata": metadata.isEmpty
                ? nil : .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
        let (member, value) = contentJSON
        json[member] = value
        return json
    }

    var contentJSON: (member: String, value: JSONValue) {
        switch content {
        case .feedback(let value): return ("feedback", ["value": value])
        case .failure(let code, let message):
            return ("feedback", ["error": ["error_code": .string(code), "error_message": .string(message)]])
        case .expectation(let value):
            guard value.array != nil || value.object != nil else { return ("expectation", ["value": value]) }
            return ("expectation", ["serialized_value": ["serialization_format": "JSON_FORMAT", "value": .string(value.text())]])
        }
    }
}

/// Who judged.
///
/// The server answers 200 to any other kind, and forgets it.
public enum AssessmentSource: Sendable, Hashable {
    /// - Parameter String: Such as a mail address.
    case human(String)
    /// - Parameter String: The model.
    case model(String)
    /// - Parameter String: What tells which code it was.
    case code(String)
    /// What a newer server, or a careless client, wrote.
    case unknown(kind: String, id: String)

    var id: String {
        switch self {
        case .human(let id), .model(let id), .code(let id), .unknown(_, let id): id
        }
    }

    init(_ fields: AnswerFields) {
        let id = fields.text("source_id") ?? ""
        switch fields.text("source_type") ?? "" {
        case "HUMAN": self = .human(id)
        case "LLM_JUDGE", "AI_JUDGE": self = .model(id)
        case "CODE": self = .code(id)
        case let kind: self = .unknown(kind: kind, id: id)
        }
    }

    var json: JSONValue {
        let kind =
            switch self {
            case .human: "HUMAN"
            case .model: "LLM_JUDGE"
            case .code: "CODE"
            case .unknown(let kind, _): kind
            }
        return ["source_type": .string(kind), "source_id": .string(id)]
    }
}

public import GlueJSON

/// One thing that is not the same in two traces.
public struct Divergence: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// A step that was recorded and did not happen again.
        case missingSpan = "missing_span"
        /// A step that happened and was not recorded.
        case additionalSpan = "additional_span"
        case spanKind = "span_kind"
        case status
        case attribute
        case missingEvent = "missing_event"
        case additionalEvent = "additional_event"
        case eventAttribute = "event_attribute"
    }

    public var kind: Kind
    /// The steps from the root to the one that diverges, such as `invoke_agent › chat gpt-4o-mini #2`; a number says
    /// which of several siblings of one name it is.
    public var path: String
    /// The attribute or the event.
    public var name: String?
    /// Where within the attribute's JSON, such as `[2].parts[0].content`.
    public var place: String?
    public var recorded: JSONValue?
    public var replayed: JSONValue?
    /// The step that brought the value, where it is another one: the answer that a later request quotes.
    public var origin: String?

    public init(
        _ kind: Kind,
        path: String,
        name: String? = nil,
        place: String? = nil,
        recorded: JSONValue? = nil,
        replayed: JSONValue? = nil,
        origin: String? = nil
    ) {
        self.kind = kind
        self.path = path
        self.name = name
        self.place = place
        self.recorded = recorded
        self.replayed = replayed
        self.origin = origin
    }
}

extension Divergence: CustomStringConvertible {
    /// Several lines for people: where, what, both values. Values are cut to 200 characters.
    public var description: String {
        var lines = [path, "  \(what)"]
        if hasValues {
            lines.append("  recorded: \(JSONDifference.shown(recorded))")
            lines.append("  replayed: \(JSONDifference.shown(replayed))")
        }
        if let origin { lines.append("  comes from: \(origin)") }
        return lines.joined(separator: "\n")
    }

    package var hasValues: Bool { recorded != nil || replayed != nil }

    /// What is not the same, without its place and its values.
    package var what: String {
        let place = place.flatMap { $0.isEmpty ? nil : " at \($0)" } ?? ""
        return switch kind {
        case .missingSpan: "this step was recorded and did not happen"
        case .additionalSpan: "this step happened and was not recorded"
        case .spanKind: "the span's kind differs"
        case .status: "the span's status differs"
        case .attribute: "\(name ?? "an attribute") differs\(place)"
        case .missingEvent: "the event \(name ?? "") was recorded and did not happen"
        case .additionalEvent: "the event \(name ?? "") happened and was not recorded"
        case .eventAttribute: "an event differs: \(name ?? "")\(place)"
        }
    }

    /// The divergence for machines; values are whole.
    public var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind.rawValue), "path": .string(path)]
        if let name { object["name"] = .string(name) }
        if let place, !place.isEmpty { object["place"] = .string(place) }
        if hasValues {
            object["recorded"] = recorded ?? .null
            object["replayed"] = replayed ?? .null
        }
        if let origin { object["origin"] = .string(origin) }
        return .object(object)
    }
}

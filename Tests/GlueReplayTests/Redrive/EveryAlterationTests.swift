import GlueJSON
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

/// Alters every value of a recorded session in turn and drives it again.
@Suite("Every alteration of a recording")
struct EveryAlterationTests {
    private struct Alteration {
        var span: OTLP.SpanID
        var name: String
        var traces: OTLP.Traces
    }

    /// What a replay takes from the one place where it is recorded: no other span contradicts it.
    private static let unseen: Set<String> = [
        "chat gpt-4o-mini: gen_ai.response.id",
        "chat gpt-4o-mini: gen_ai.response.model",
        "chat gpt-4o-mini: openai.response.system_fingerprint",
        "execute_tool get_weather: error.type",
    ]

    @Test("Each is found, but for what no other span could contradict")
    func everyAlteration() async throws {
        let recorded = await RecordedSessions.full()
        let alterations = Self.alterations(of: recorded)
        try #require(alterations.count > 150)
        var unseen: Set<String> = []
        for alteration in alterations {
            let redrive: Redrive
            do {
                redrive = try Redrive(Recording(traces: alteration.traces))
            } catch {
                // A span that is no longer known for what it is makes the recording incomplete: that is found too.
                continue
            }
            if try await redrive.run().verdict.isSame { unseen.insert(alteration.name) }
        }
        #expect(unseen == Self.unseen)
    }

    /// One alteration for each attribute that is a plain value, one for each text within content, one for each event and
    /// for each span's name, kind, status and presence.
    private static func alterations(of traces: OTLP.Traces) -> [Alteration] {
        traces.spans.flatMap { span in
            func altered(_ name: String, _ change: (inout OTLP.Span) -> Void) -> Alteration {
                Alteration(
                    span: span.spanID,
                    name: "\(span.name): \(name)",
                    traces: traces.changed { if $0.spanID == span.spanID { change(&$0) } }
                )
            }
            var found: [Alteration] = []
            for (index, attribute) in span.attributes.enumerated() {
                guard let value = attribute.value, ComparisonSettings.replay.counts(attribute.key) else { continue }
                found += self.altered(value).map { other in altered(attribute.key) { $0.attributes[index].value = other } }
                found.append(altered(attribute.key) { $0.attributes.remove(at: index) })
            }
            for (index, event) in span.events.enumerated() {
                found.append(altered("event") { $0.events[index].name += "~" })
                for (place, attribute) in event.attributes.enumerated() where ComparisonSettings.replay.counts(attribute.key) {
                    found.append(
                        altered(attribute.key) {
                            $0.events[index].attributes[place].value = attribute.value.flatMap { self.altered($0).first }
                        }
                    )
                }
            }
            found.append(altered("name") { $0.name += "~" })
            found.append(altered("kind") { $0.kind = .server })
            found.append(altered("status") { $0.status = OTLP.Status(code: .error, message: "altered") })
            return found
        }
    }

    private static func altered(_ value: OTLP.AnyValue) -> [OTLP.AnyValue] {
        switch value {
        case .string(let text):
            guard let json = try? JSONValue(parsing: text), json.object != nil || json.array != nil else { return [.string(text + "~")] }
            return altered(json).map { .string($0.text()) }
        case .int(let number): return [.int(number + 1)]
        case .double(let number): return [.double(number + 1)]
        case .bool(let flag): return [.bool(!flag)]
        case .array(let elements): return [.array(elements + ["~"])]
        default: return []
        }
    }

    /// The value with each of its leaves altered in turn.
    private static func altered(_ json: JSONValue) -> [JSONValue] {
        switch json {
        case .string(let text): return [.string(text + "~")]
        case .integer(let number): return [.integer(number + 1)]
        case .array(let elements):
            return elements.indices.flatMap { index in
                altered(elements[index]).map { other in
                    var elements = elements
                    elements[index] = other
                    return .array(elements)
                }
            }
        case .object(let object):
            return object.flatMap { member in
                altered(member.value).map { other in
                    var object = object
                    object[member.key] = other
                    return .object(object)
                }
            }
        default: return []
        }
    }
}

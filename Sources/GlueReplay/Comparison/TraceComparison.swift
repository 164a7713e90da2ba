import GlueJSON
public import GlueOTLP
import GlueSemantics

/// Compares two traces as trees of steps, and names what diverges in the order of time.
///
/// ```swift
/// let verdict = TraceComparison(.runs).compare(before, after)
/// if let first = verdict.first { print(first) }
/// ```
/// Compared are structure, order, names, kinds, status, attributes and events. Message content is compared as JSON, so
/// that neither the order of members nor the layout counts, and a divergence names the place within it.
public struct TraceComparison: Sendable {
    public var settings: ComparisonSettings

    public init(_ settings: ComparisonSettings) { self.settings = settings }

    /// Compares all that two traces hold.
    public func compare(_ recorded: OTLP.Traces, _ replayed: OTLP.Traces) -> Verdict {
        compare(
            TraceStep.steps(of: TraceIndex(recorded), settings),
            TraceStep.steps(of: TraceIndex(replayed), settings)
        )
    }

    func compare(_ recorded: [TraceStep], _ replayed: [TraceStep]) -> Verdict {
        var walk = ComparisonWalk(settings: settings)
        walk.compare(recorded, replayed)
        return Verdict(walk.divergences, steps: recorded.reduce(0) { $0 + $1.count })
    }
}

/// One pass over two traces.
private struct ComparisonWalk {
    let settings: ComparisonSettings
    private(set) var divergences: [Divergence] = []

    init(settings: ComparisonSettings) { self.settings = settings }

    mutating func compare(_ recorded: [TraceStep], _ replayed: [TraceStep]) {
        var before: [TraceStep] = []
        for pair in StepAlignment.pairs(recorded, replayed) {
            switch pair {
            case .both(let left, let right):
                compare(left, right, before)
                before.append(right)
            case .recorded(let step):
                divergences.append(Divergence(.missingSpan, path: step.path, origin: before.last(where: \.isModelCall)?.path))
            case .replayed(let step):
                divergences.append(Divergence(.additionalSpan, path: step.path, origin: before.last(where: \.isModelCall)?.path))
                before.append(step)
            }
        }
    }

    /// What a step began with, what happened within it, what it turned out to be.
    private mutating func compare(_ recorded: TraceStep, _ replayed: TraceStep, _ before: [TraceStep]) {
        let path = recorded.path
        if settings.comparesPresentation, recorded.span.kind != replayed.span.kind {
            divergences.append(
                Divergence(.spanKind, path: path, recorded: Self.json(recorded.span.kind), replayed: Self.json(replayed.span.kind))
            )
        }
        attributes(recorded, replayed, before) { !ComparisonSettings.isOutcome($0) }
        // What a workflow notes comes of its steps; other events tell of what the step itself went through before.
        let notes = recorded.operation == GenAI.Operations.invokeWorkflow
        if !notes { events(recorded, replayed) }
        compare(recorded.children, replayed.children)
        if notes { events(recorded, replayed) }
        attributes(recorded, replayed, replayed.children) { ComparisonSettings.isOutcome($0) }
        let status = (Self.json(recorded.span.status), Self.json(replayed.span.status))
        if status.0 != status.1 {
            divergences.append(Divergence(.status, path: path, recorded: status.0, replayed: status.1))
        }
    }

    private mutating func attributes(
        _ recorded: TraceStep,
        _ replayed: TraceStep,
        _ sources: [TraceStep],
        where counts: (String) -> Bool
    ) {
        for (key, left, right) in differing(recorded.span.attributes, replayed.span.attributes) where counts(key) {
            let difference = difference(key, left, right)
            divergences.append(
                Divergence(
                    .attribute,
                    path: recorded.path,
                    name: key,
                    place: difference.path,
                    recorded: difference.left,
                    replayed: difference.right,
                    origin: Origin.step(of: key, at: difference.path, in: replayed, among: sources)?.path
                )
            )
        }
    }

    private mutating func events(_ recorded: TraceStep, _ replayed: TraceStep) {
        let left = recorded.span.events
        let right = replayed.span.events
        for index in 0..<max(left.count, right.count) {
            guard index < left.count, index < right.count else {
                let kind: Divergence.Kind = index < left.count ? .missingEvent : .additionalEvent
                divergences.append(Divergence(kind, path: recorded.path, name: index < left.count ? left[index].name : right[index].name))
                continue
            }
            guard left[index].name == right[index].name else {
                divergences.append(Divergence(.missingEvent, path: recorded.path, name: left[index].name))
                divergences.append(Divergence(.additionalEvent, path: recorded.path, name: right[index].name))
                continue
            }
            for (key, a, b) in differing(left[index].attributes, right[index].attributes) {
                let difference = difference(key, a, b)
                divergences.append(
                    Divergence(
                        .eventAttribute,
                        path: recorded.path,
                        name: "\(left[index].name) #\(index + 1), \(key)",
                        place: difference.path,
                        recorded: difference.left,
                        replayed: difference.right
                    )
                )
            }
        }
    }

    /// The attributes that count and differ, in the recorded order, then those that the replay has alone.
    private func differing(_ left: [OTLP.KeyValue], _ right: [OTLP.KeyValue]) -> [(String, OTLP.AnyValue?, OTLP.AnyValue?)] {
        let keys = left.map(\.key) + right.map(\.key).filter { left[$0] == nil }
        return keys.compactMap { key in
            guard settings.counts(key) else { return nil }
            let (a, b) = (left[key], right[key])
            guard a != b, !settings.areClose(a, b, key), json(key, a) != json(key, b) else { return nil }
            return (key, a, b)
        }
    }

    private func difference(_ key: String, _ left: OTLP.AnyValue?, _ right: OTLP.AnyValue?) -> JSONDifference {
        let (a, b) = (json(key, left), json(key, right))
        guard let a, let b, let first = JSONDifference.between(a, b, limit: 1).first else {
            return JSONDifference(path: "", left: a, right: b)
        }
        return first
    }

    /// The value as it is compared: content as its JSON, where need be without the ids that providers make up.
    private func json(_ key: String, _ value: OTLP.AnyValue?) -> JSONValue? {
        guard let value else { return nil }
        guard ContentAttributes.keys.contains(key), let content = value.structured else { return value.plain }
        return settings.comparesGeneratedIDs ? content : content.withoutPartIDs
    }

    private static func json(_ kind: OTLP.SpanKind) -> JSONValue { .integer(Int64(kind.rawValue)) }

    /// Nothing and unset are one.
    private static func json(_ status: OTLP.Status?) -> JSONValue {
        guard let status, status.code != .unset else { return "unset" }
        var object: JSONObject = ["code": status.code == .error ? "error" : "ok"]
        if !status.message.isEmpty { object["message"] = .string(status.message) }
        return .object(object)
    }
}

extension JSONValue {
    /// Messages without the ids of tool calls and of their answers.
    fileprivate var withoutPartIDs: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.withoutPartIDs))
        case .object(var object):
            if let type = object["type"]?.string, type == "tool_call" || type == "tool_call_response" { object["id"] = nil }
            if let parts = object["parts"] { object["parts"] = parts.withoutPartIDs }
            return .object(object)
        default: return self
        }
    }
}

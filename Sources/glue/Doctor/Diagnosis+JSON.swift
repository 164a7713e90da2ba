import GlueJSON
import GlueJournal
import GlueLLM
import GlueOTLP
import GlueTelemetry

extension Diagnosis {
    var json: JSONValue {
        [
            "settings": .array(
                settings.map {
                    ["name": .string($0.name), "value": $0.value.map(JSONValue.string) ?? .null, "meaning": .string($0.meaning)]
                }
            ),
            "engine": .array(engine.map(\.json)),
            "ignored": .object(JSONObject(ignored.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "warnings": .array(warnings.map(JSONValue.string)),
            "destinations": .array(destinations.map(\.json)),
            "journal": journal?.json ?? .null,
        ]
    }
}

extension LoadedSettings.Entry {
    fileprivate var json: JSONValue {
        [
            "name": .string(setting.name), "variable": .string(setting.variable), "value": shown.map(JSONValue.string) ?? .null,
            "source": .string(source.description), "meaning": .string(setting.meaning),
        ]
    }
}

extension Diagnosis.Destination {
    fileprivate var json: JSONValue {
        let (state, detail): (JSONValue, JSONValue) =
            switch health {
            case .unknown: ("unknown", .null)
            case .reachable(let answer): ("reachable", .string(answer))
            case .refusing(let answer): ("refusing", .string(answer))
            case .unreachable(let reason): ("unreachable", .string(reason))
            }
        return [
            "name": .string(name), "signals": .array(signals.map { .string($0.rawValue) }), "state": state, "detail": detail,
        ]
    }
}

extension JournalDiagnosis {
    fileprivate var json: JSONValue {
        [
            "folder": .string(folder),
            "segments": .array(segments.map(\.json)),
            "unreadable": .object(JSONObject(unreadable.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "kept_aside": .array(keptAside.map(JSONValue.string)),
            "rejected": .array(rejected.map(JSONValue.string)),
            "waiting": .array(
                waiting.map {
                    [
                        "destination": .string($0.destination), "signal": .string($0.signal.rawValue),
                        "records": .integer(Int64($0.records)),
                    ]
                }
            ),
        ]
    }
}

extension SegmentReport {
    fileprivate var json: JSONValue {
        func counts(_ counts: [String: Int]) -> JSONValue {
            .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }))
        }
        return [
            "path": .string(path), "bytes": .integer(Int64(bytes)), "signal": .string(signal.rawValue), "area": .string("\(area)"),
            "owner": .integer(Int64(owner)), "alive": .bool(isAlive), "records": .integer(Int64(records)),
            "acknowledged": counts(acknowledged), "dropped": counts(dropped), "unfinished": .integer(Int64(unfinished)),
            "damaged": .integer(Int64(damaged)), "is_damaged": .bool(isDamaged),
        ]
    }
}

import GlueJSON
import Instrumentation

/// Writes the trace into a request's `_meta`, where servers look for it.
///
/// Source: Model Context Protocol, SEP-414: `traceparent`, `tracestate` and `baggage` as they are.
struct MetaInjector: Injector {
    func inject(_ value: String, forKey key: String, into meta: inout JSONObject) { meta[key.lowercased()] = .string(value) }
}

/// Reads it there.
struct MetaExtractor: Extractor {
    func extract(key: String, from meta: JSONObject) -> String? { meta[key.lowercased()]?.string }
}

import Foundation
import GlueOTLP
import GlueRedaction
public import Logging

/// The variables of the OpenTelemetry specification that are read, and what holds where they are not set.
///
/// | variable | default | meaning |
/// |---|---|---|
/// | `OTEL_SDK_DISABLED` | `false` | `true`: nothing is recorded, trace headers are passed on |
/// | `OTEL_SERVICE_NAME` | `unknown_service:` and the executable | `service.name` |
/// | `OTEL_RESOURCE_ATTRIBUTES` | | `key=value,…`; percent-encoded |
/// | `OTEL_PROPAGATORS` | `tracecontext,baggage` | also `b3`, `b3multi`, `none` |
/// | `OTEL_TRACES_SAMPLER` | `parentbased_always_on` | `always_on`, `always_off`, `traceidratio`, each also with `parentbased_` before it |
/// | `OTEL_TRACES_SAMPLER_ARG` | `1` | the ratio of the ratio samplers, 0 to 1 |
/// | `OTEL_TRACES_EXPORTER` | `otlp` | also `none` |
/// | `OTEL_EXPORTER_OTLP_ENDPOINT` | `http://localhost:4318` | `v1/traces` is appended |
/// | `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` | | used as it is |
/// | `OTEL_EXPORTER_OTLP_HEADERS`, `…_TRACES_HEADERS` | | `key=value,…`; percent-encoded |
/// | `OTEL_EXPORTER_OTLP_TIMEOUT`, `…_TRACES_TIMEOUT` | `10000` | milliseconds for a batch with all its attempts; 0 for no limit |
/// | `OTEL_EXPORTER_OTLP_COMPRESSION`, `…_TRACES_COMPRESSION` | `gzip` | also `none` |
/// | `OTEL_EXPORTER_OTLP_PROTOCOL`, `…_TRACES_PROTOCOL` | `http/protobuf` | no other |
/// | `OTEL_BSP_SCHEDULE_DELAY` | `5000` | milliseconds |
/// | `OTEL_BSP_EXPORT_TIMEOUT` | `30000` | milliseconds; 0 for no limit |
/// | `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` | `512` | spans |
/// | `OTEL_BSP_MAX_QUEUE_SIZE` | none | spans. Unlike the specification's 2048: the queue is bounded in bytes, 64 MiB, which holds a burst of 100,000 spans |
/// | `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT`, `OTEL_ATTRIBUTE_COUNT_LIMIT` | `128` | |
/// | `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`, `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` | none | characters; message content is exempt |
/// | `OTEL_SPAN_EVENT_COUNT_LIMIT`, `OTEL_SPAN_LINK_COUNT_LIMIT` | `128` | |
/// | `OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT`, `OTEL_LINK_ATTRIBUTE_COUNT_LIMIT` | `128` | |
/// | `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` | `NO_CONTENT` | `SPAN_ONLY`, `SPAN_AND_EVENT` or `true`: the collector gets message content too |
///
/// Where two are named, the first that is set counts; the one for traces comes before the general one. An empty value
/// counts as none. A value that makes no sense is answered with a warning in the log and the default.
extension TelemetrySettings {
    /// Settings by the environment; what is set on the result in code overrides it.
    ///
    /// - Parameters:
    ///   - environment: Names and values of the variables, such as `ProcessInfo.processInfo.environment`.
    ///   - logger: Where warnings go, and later what is wrong with the exports.
    public init(
        environment: [String: String],
        logger: Logger = Logger(label: "gluellm.telemetry")
    ) {
        let reader = EnvironmentReader(values: environment, logger: logger)
        self.init(
            resource: reader.resource(),
            sampler: reader.sampler(),
            limits: reader.limits(),
            propagators: reader.propagators(),
            queue: QueueSettings(records: reader.integer("OTEL_BSP_MAX_QUEUE_SIZE", least: 1)),
            destinations: reader.destinations(),
            isDisabled: reader.flag("OTEL_SDK_DISABLED"),
            logger: logger
        )
        batch = reader.batch(within: queue)
    }
}

extension EnvironmentReader {
    fileprivate func resource() -> OTLP.Resource {
        let attributes = pairs("OTEL_RESOURCE_ATTRIBUTES") ?? []
        return .detected(
            serviceName: text("OTEL_SERVICE_NAME")?.value,
            attributes: attributes.map { OTLP.KeyValue($0.key, .string($0.value)) }
        )
    }

    fileprivate func propagators() -> [any Propagator] {
        guard let names = list("OTEL_PROPAGATORS") else { return [TraceContextPropagator(), BaggagePropagator()] }
        return names.compactMap { name -> (any Propagator)? in
            switch name {
            case "tracecontext": return TraceContextPropagator()
            case "baggage": return BaggagePropagator()
            case "b3": return B3Propagator(.single)
            case "b3multi": return B3Propagator(.multiple)
            case "none": return nil
            case "jaeger", "xray", "ottrace":
                warn("OTEL_PROPAGATORS", name, "these headers are not supported", using: "the others of the list")
                return nil
            default:
                warn("OTEL_PROPAGATORS", name, "write tracecontext, baggage, b3, b3multi or none", using: "the others of the list")
                return nil
            }
        }
    }

    fileprivate func sampler() -> any Sampler {
        guard let (variable, name) = text("OTEL_TRACES_SAMPLER") else { return ParentBasedSampler() }
        switch name.lowercased() {
        case "always_on": return AlwaysOnSampler()
        case "always_off": return AlwaysOffSampler()
        case "traceidratio": return TraceIDRatioSampler(ratio: ratio())
        case "parentbased_always_on": return ParentBasedSampler()
        case "parentbased_always_off": return ParentBasedSampler(root: AlwaysOffSampler())
        case "parentbased_traceidratio": return ParentBasedSampler(root: TraceIDRatioSampler(ratio: ratio()))
        default:
            warn(
                variable,
                name,
                "write always_on, always_off, traceidratio, or one of them after parentbased_",
                using: "parentbased_always_on"
            )
            return ParentBasedSampler()
        }
    }

    private func ratio() -> Double {
        guard let (variable, value) = text("OTEL_TRACES_SAMPLER_ARG") else { return 1 }
        guard let ratio = Double(value), (0...1).contains(ratio) else {
            warn(variable, value, "write a number from 0 to 1", using: "1")
            return 1
        }
        return ratio
    }

    fileprivate func limits() -> SpanLimits {
        let standard = SpanLimits()
        return SpanLimits(
            attributes: integer("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT") ?? standard.attributes,
            events: integer("OTEL_SPAN_EVENT_COUNT_LIMIT") ?? standard.events,
            links: integer("OTEL_SPAN_LINK_COUNT_LIMIT") ?? standard.links,
            attributesPerEvent: integer("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT") ?? standard.attributesPerEvent,
            attributesPerLink: integer("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT") ?? standard.attributesPerLink,
            valueLength: integer("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT")
        )
    }

    fileprivate func batch(within queue: QueueSettings) -> BatchSettings {
        var batch = BatchSettings()
        if let delay = milliseconds("OTEL_BSP_SCHEDULE_DELAY") { batch.delay = delay }
        if let timeout = milliseconds("OTEL_BSP_EXPORT_TIMEOUT") { batch.timeout = timeout == .zero ? nil : timeout }
        if let records = integer("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", least: 1) { batch.records = records }
        if let room = queue.records, batch.records > room {
            if let (name, value) = text("OTEL_BSP_MAX_EXPORT_BATCH_SIZE") {
                warn(name, value, "a batch cannot be larger than OTEL_BSP_MAX_QUEUE_SIZE", using: "\(room)")
            }
            batch.records = room
        }
        return batch
    }
}

// MARK: - Destinations

extension EnvironmentReader {
    fileprivate func destinations() -> [any TelemetryDestination] {
        (list("OTEL_TRACES_EXPORTER") ?? ["otlp"]).compactMap { name -> (any TelemetryDestination)? in
            switch name {
            case "otlp": return otlp()
            case "none": return nil
            default:
                warn("OTEL_TRACES_EXPORTER", name, "write otlp or none", using: "the others of the list")
                return nil
            }
        }
    }

    private func otlp() -> (any TelemetryDestination)? {
        var settings = OTLPHTTPSettings()
        let endpoint = endpoint()
        if let endpoint { settings.endpoint = endpoint.url }
        let headers = pairs("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS") ?? []
        settings.headers = headers.map { OTLPHTTPSettings.Header($0.key, $0.value) }
        if let timeout = milliseconds("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT") {
            settings.timeout = timeout == .zero ? nil : timeout
        }
        if !compresses() { settings.compression = .none }
        if let (name, value) = text("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"),
            value.lowercased() != "http/protobuf"
        {
            warn(name, value, "only http/protobuf is spoken", using: "http/protobuf")
        }
        settings.wantsContent = wantsContent
        return destination(settings, endpoint: endpoint?.name)
    }

    private func destination(_ settings: OTLPHTTPSettings, endpoint: String?) -> (any TelemetryDestination)? {
        do throws(OTLPHTTPSettingsError) {
            return try OTLPHTTPDestination(settings)
        } catch .header(let name) {
            warn("OTEL_EXPORTER_OTLP_HEADERS", name, "it cannot be sent", using: "the other headers")
            var rest = settings
            rest.headers.removeAll { $0.name == name }
            return destination(rest, endpoint: endpoint)
        } catch .endpoint(let shown) where settings.endpoint != OTLPHTTPSettings.defaultEndpoint {
            warn(
                endpoint ?? "OTEL_EXPORTER_OTLP_ENDPOINT",
                shown,
                "write an address such as http://localhost:4318",
                using: OTLPHTTPSettings.defaultEndpoint
            )
            var rest = settings
            rest.endpoint = OTLPHTTPSettings.defaultEndpoint
            return destination(rest, endpoint: nil)
        } catch {
            return nil
        }
    }

    private func endpoint() -> (name: String, url: String)? {
        if let (name, url) = text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            // Used as it is, only that a path has to be there.
            guard var components = URLComponents(string: url), components.host != nil, components.path.isEmpty else { return (name, url) }
            components.path = "/"
            return (name, components.string ?? url)
        }
        return text("OTEL_EXPORTER_OTLP_ENDPOINT").map { ($0.name, OTLPHTTPSettings.endpoint(base: $0.value)) }
    }

    private func compresses() -> Bool {
        guard let (name, value) = text("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION") else { return true }
        switch value.lowercased() {
        case "gzip": return true
        case "none": return false
        default:
            warn(name, value, "write gzip or none", using: "gzip")
            return true
        }
    }

    /// Whoever has message content captured on spans wants to see it.
    private var wantsContent: Bool {
        guard let (_, value) = text("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT") else { return false }
        return ["span_only", "span_and_event", "true"].contains(value.lowercased())
    }
}

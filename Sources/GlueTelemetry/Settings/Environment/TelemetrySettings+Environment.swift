import GlueJournal
import GlueOTLP
public import Logging

extension TelemetrySettings {
    /// Settings by the environment, see ``EnvironmentVariable``; what is set on the result in code overrides it.
    ///
    /// - Parameters:
    ///   - environment: Names and values of the variables, such as `ProcessInfo.processInfo.environment`.
    ///   - logger: Where warnings go, and later what is wrong with the exports.
    public init(
        environment: [String: String],
        logger: Logger = Logger(label: "gluellm.telemetry")
    ) {
        let reader = EnvironmentReader(values: environment, logger: logger)
        let queue = QueueSettings(records: reader.integer(.spanQueue, least: 1))
        let logQueue = QueueSettings(bytes: 16 << 20, records: reader.integer(.logQueue, least: 1))
        self.init(
            resource: reader.resource(),
            sampler: reader.sampler(),
            limits: reader.limits(),
            propagators: reader.propagators(),
            batch: reader.batch(BatchSettings(), .spanDelay, .spanTimeout, .spanBatch, within: queue, named: .spanQueue),
            queue: queue,
            journal: reader.text(.journalFolder).map { JournalDirectory(path: $0.value) },
            openSpans: reader.flag(.openSpans),
            logBatch: reader.batch(
                BatchSettings(delay: .seconds(1)),
                .logDelay,
                .logTimeout,
                .logBatch,
                within: logQueue,
                named: .logQueue
            ),
            logQueue: logQueue,
            metrics: reader.metrics(),
            logs: reader.logs(),
            destinations: reader.destinations(),
            isDisabled: reader.isDisabled,
            logger: reader.ownLogger
        )
        if let (name, value) = reader.text(.configFile) {
            reader.warn(name, value, "configuration files are not read", using: "the other variables")
        }
    }
}

extension EnvironmentReader {
    fileprivate var isDisabled: Bool {
        text(.disabled) == nil && text(.enabled)?.value.lowercased() == "false" || flag(.disabled)
    }

    fileprivate var ownLogger: Logger {
        var logger = logger
        guard let (name, value) = text(.logLevel) else { return logger }
        switch value.lowercased() {
        case "none": logger = Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() }
        case "warn": logger.logLevel = .warning
        case let level:
            if let level = Logger.Level(rawValue: level) {
                logger.logLevel = level
            } else {
                warn(name, value, "write trace, debug, info, warn, error or none", using: "\(logger.logLevel)")
            }
        }
        return logger
    }

    fileprivate func resource() -> OTLP.Resource {
        let attributes = pairs(.resourceAttributes) ?? []
        return .detected(
            serviceName: text(.serviceName)?.value,
            attributes: attributes.map { OTLP.KeyValue($0.key, .string($0.value)) }
        )
    }

    fileprivate func propagators() -> [any Propagator] {
        guard let names = list(.propagators) else { return [TraceContextPropagator(), BaggagePropagator()] }
        return names.compactMap { name -> (any Propagator)? in
            switch name {
            case "tracecontext": return TraceContextPropagator()
            case "baggage": return BaggagePropagator()
            case "b3": return B3Propagator(.single)
            case "b3multi": return B3Propagator(.multiple)
            case "none": return nil
            case "jaeger", "xray", "ottrace":
                warn(.propagators, name, "these headers are not supported", using: "the others of the list")
                return nil
            default:
                warn(.propagators, name, "write tracecontext, baggage, b3, b3multi or none", using: "the others of the list")
                return nil
            }
        }
    }

    fileprivate func sampler() -> any Sampler {
        guard let (variable, name) = text(.sampler) else { return ParentBasedSampler() }
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
        guard let (variable, value) = text(.samplerArgument) else { return 1 }
        guard let ratio = Double(value), (0...1).contains(ratio) else {
            warn(variable, value, "write a number from 0 to 1", using: "1")
            return 1
        }
        return ratio
    }

    fileprivate func limits() -> SpanLimits {
        let standard = SpanLimits()
        return SpanLimits(
            attributes: integer(.spanAttributeCount, .attributeCount) ?? standard.attributes,
            events: integer(.eventCount) ?? standard.events,
            links: integer(.linkCount) ?? standard.links,
            attributesPerEvent: integer(.eventAttributeCount) ?? standard.attributesPerEvent,
            attributesPerLink: integer(.linkAttributeCount) ?? standard.attributesPerLink,
            valueLength: integer(.spanAttributeLength, .attributeLength)
        )
    }

    fileprivate func batch(
        _ standard: BatchSettings,
        _ delay: EnvironmentVariable,
        _ timeout: EnvironmentVariable,
        _ size: EnvironmentVariable,
        within queue: QueueSettings,
        named queueName: EnvironmentVariable
    ) -> BatchSettings {
        var batch = standard
        if let delay = milliseconds(delay) { batch.delay = delay }
        if let timeout = milliseconds(timeout) { batch.timeout = timeout == .zero ? nil : timeout }
        if let records = integer(size, least: 1) { batch.records = records }
        if let room = queue.records, batch.records > room {
            if let (name, value) = text(size) {
                warn(name, value, "a batch cannot be larger than \(queueName.name)", using: "\(room)")
            }
            batch.records = room
        }
        return batch
    }
}

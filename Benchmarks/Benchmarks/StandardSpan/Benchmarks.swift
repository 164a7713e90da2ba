import Benchmark
import GlueOTLP
import GlueRedaction
import GlueTelemetry
import Shared
import Tracing

/// What a span costs on its way out, part by part. The names are those that `Benchmarks/python/compare.py` looks for.
let benchmarks: @Sendable () -> Void = {
    let configuration = Benchmark.Configuration(
        // The export to JSON wants the throughput; nothing looks at it.
        metrics: [.throughput, .threadTime],
        warmupIterations: 20,
        maxDuration: .seconds(5),
        maxIterations: 4000
    )

    Benchmark("hot path", configuration: configuration) { benchmark, telemetry in
        benchmark.time { for index in 0..<StandardSpan.batch { StandardSpan.record(index, with: telemetry.tracer) } }
        await telemetry.forceFlush()
        if !telemetry.ledger.isSettled { benchmark.error("spans were lost: \(telemetry.ledger)") }
    } setup: {
        Telemetry(keeping: BatchKeeper())
    }

    Benchmark("hot path, secrets taken out", configuration: configuration) { benchmark, telemetry in
        benchmark.time { for index in 0..<StandardSpan.batch { StandardSpan.record(index, with: telemetry.tracer) } }
        await telemetry.forceFlush()
        if !telemetry.ledger.isSettled { benchmark.error("spans were lost: \(telemetry.ledger)") }
    } setup: {
        Telemetry(keeping: BatchKeeper(), redaction: .secrets)
    }

    Benchmark("own span type", configuration: configuration) { benchmark, telemetry in
        benchmark.time { for index in 0..<StandardSpan.batch { StandardSpan.recordOwn(index, with: telemetry.tracer) } }
        await telemetry.forceFlush()
        if !telemetry.ledger.isSettled { benchmark.error("spans were lost: \(telemetry.ledger)") }
    } setup: {
        Telemetry(keeping: BatchKeeper())
    }

    Benchmark("end", configuration: configuration) { benchmark, telemetry in
        let spans = (0..<StandardSpan.batch).map { StandardSpan.started($0, with: telemetry.tracer) }
        benchmark.time { for span in spans { span.end() } }
        await telemetry.forceFlush()
        if !telemetry.ledger.isSettled { benchmark.error("spans were lost: \(telemetry.ledger)") }
    } setup: {
        Telemetry(keeping: BatchKeeper())
    }

    Benchmark("pack", configuration: configuration) { benchmark, traces in
        benchmark.time { blackHole(traces.protobuf()) }
    } setup: {
        OTLP.Traces([
            OTLP.ResourceSpans(
                resource: .benchmark,
                scopeSpans: [
                    OTLP.ScopeSpans(scope: OTLP.Scope(name: "StandardSpan"), spans: (0..<StandardSpan.batch).map(StandardSpan.value))
                ]
            )
        ])
    }

    Benchmark("frame", configuration: configuration) { benchmark, batch in
        benchmark.time { blackHole(batch.protobuf) }
    } setup: {
        try await BatchKeeper.batch()
    }

    Benchmark("frame and gzip", configuration: configuration) { benchmark, batch in
        benchmark.time { blackHole(Gzip.compress(batch.protobuf)) }
    } setup: {
        try await BatchKeeper.batch()
    }

    Benchmark("frame and gzip, level 1", configuration: configuration) { benchmark, batch in
        benchmark.time { blackHole(Gzip.compress(batch.protobuf, level: .fastest)) }
    } setup: {
        try await BatchKeeper.batch()
    }

    Benchmark("unsampled", configuration: configuration) { benchmark, tracer in
        benchmark.time {
            for _ in 0..<StandardSpan.batch { tracer.startSpan(StandardSpan.name, context: .unsampled, ofKind: .client).end() }
        }
    } setup: {
        Telemetry(keeping: BatchKeeper()).tracer
    }
}

extension ServiceContext {
    /// Of a span whose trace is not recorded.
    static let unsampled: ServiceContext = {
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(traceID: OTLP.TraceID(high: 1, low: 1), spanID: OTLP.SpanID(1))
        return context
    }()
}

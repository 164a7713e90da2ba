"""Times the OpenTelemetry SDK for Python on the standard span, in the same parts as Benchmarks/StandardSpan.

Prints JSON, {"part": ns}: the median of the processor time that one thread took for a span, in nanoseconds.
What else the machine does meanwhile hardly shows in it.
"""

import argparse
import gzip
import json
import statistics
import sys
import time

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

BATCH = 512


class Keeper(SpanExporter):
    """Takes every batch at once and keeps the latest, so that nothing is dropped and nothing waits for a network."""

    def __init__(self):
        self.taken = 0
        self.latest = []

    def export(self, spans):
        self.taken += len(spans)
        self.latest = spans
        return SpanExportResult.SUCCESS


def record(tracer, index):
    span = tracer.start_span("chat gpt-4o-mini", kind=trace.SpanKind.CLIENT)
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.provider.name", "openai")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
    span.set_attribute("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
    span.set_attribute("gen_ai.response.id", "chatcmpl-0a1b2c3d4e5f6071")
    span.set_attribute("gen_ai.usage.input_tokens", 100 + index % 512)
    span.set_attribute("gen_ai.usage.output_tokens", 20 + index % 512)
    span.set_attribute("gen_ai.request.temperature", 0.7)
    span.set_attribute("server.address", "api.openai.com")
    span.set_attribute("server.port", 443)
    span.add_event("gen_ai.retry", {"attempt": 1})
    span.end()


def timed(seconds, part, between=lambda: None):
    """Runs a part that handles one batch again and again; what runs between is not timed."""
    rounds = []
    # The first rounds fill caches and let the interpreter specialise its code.
    for _ in range(10):
        part()
        between()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.thread_time_ns()
        part()
        rounds.append((time.thread_time_ns() - start) / BATCH)
        between()
    return statistics.median(rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each part is repeated")
    seconds = parser.parse_args().seconds

    keeper = Keeper()
    # Longer than a batch: the queue must not drop what the worker has not taken yet.
    processor = BatchSpanProcessor(keeper, max_queue_size=8 * BATCH, max_export_batch_size=BATCH)
    provider = TracerProvider(resource=Resource({"service.name": "benchmark"}), shutdown_on_exit=False)
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("standard_span")
    recorded = 0

    def record_batch():
        nonlocal recorded
        for index in range(BATCH):
            record(tracer, index)
        recorded += BATCH

    results = {"hot path": timed(seconds, record_batch, processor.force_flush)}
    if keeper.taken != recorded:
        sys.exit(f"{recorded} spans were recorded and {keeper.taken} exported")

    ended = []
    for index in range(BATCH):
        record(tracer, index)
        processor.force_flush()
        ended += keeper.latest
    results["frame"] = timed(seconds, lambda: encode_spans(ended).SerializeToString())
    # zlib's default level, as the Swift exporter uses it.
    results["frame and gzip"] = timed(seconds, lambda: gzip.compress(encode_spans(ended).SerializeToString(), 6))

    unsampled = trace.set_span_in_context(
        trace.NonRecordingSpan(trace.SpanContext(trace_id=1, span_id=1, is_remote=False, trace_flags=trace.TraceFlags(0)))
    )

    def start_and_end_batch():
        for _ in range(BATCH):
            tracer.start_span("chat gpt-4o-mini", context=unsampled, kind=trace.SpanKind.CLIENT).end()

    results["unsampled"] = timed(seconds, start_and_end_batch)
    provider.shutdown()
    print(json.dumps(results))


if __name__ == "__main__":
    main()

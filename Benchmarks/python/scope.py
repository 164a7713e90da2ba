"""Fills a scope with standard spans through `glue load`, from ten thousand to as many as asked for, and times what people wait for.

Beside it stand a real MLflow server, which is sent the same spans, and SQLite itself, which is given rows of their size: a peer and
the limit, in the same run. Prints a Markdown table, draws the growth, and fails where a promise is broken.
"""

import argparse
import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from runs import free_port, start_server

INGEST, DISK, LIST, SEARCH, TRACE, MEMORY = 40_000, 250, 100, 300, 500, 300
# One span in so many has messages, so that there is something to search; at most so many have.
MESSAGES, MOST_MESSAGES = 50, 50_000

BROWSER = """
import sys, time
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
options = Options()
for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]: options.add_argument(argument)
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
times = []
for _ in range(7):
    driver.get("about:blank")
    driver.get(sys.argv[1])
    times.append(driver.execute_script("const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd"))
assert driver.find_elements("css selector", "#tree .span")
driver.quit()
print(sorted(times)[len(times) // 2])
"""


class Scope:
    def __init__(self, glue, folder):
        self.path = f"{folder}/scope.db"
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        command = [glue, "scope", "--db", self.path, "--port", str(port), "--keep-days", "0", "--max-size", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the scope did not come up")

    def get(self, path):
        return urllib.request.urlopen(self.base + path, timeout=60).read()

    def post(self, spans):
        body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode()
        request = urllib.request.Request(f"{self.base}/v1/traces", body, {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=60).read()

    def percentile(self, paths, count=80):
        """The 95th percentile of the time that an answer takes, in milliseconds."""
        times = []
        for index in range(count):
            start = time.perf_counter()
            self.get(paths[index % len(paths)])
            times.append((time.perf_counter() - start) * 1000)
        return sorted(times)[int(count * 0.95)]

    @property
    def memory(self):
        """The most that was resident, in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def words(generator, vocabulary, count):
    return " ".join(generator.choice(vocabulary) for _ in range(count))


def messages(scope, count, generator, vocabulary):
    """Sends spans that hold a question and an answer."""
    now = time.time_ns()
    for first in range(0, count, 500):
        spans = []
        for index in range(first, min(first + 500, count)):
            said = [("user", "input", 40), ("assistant", "output", 60)]
            attributes = [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}]
            for role, key, length in said:
                text = words(generator, vocabulary, length)
                value = json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}])
                attributes.append({"key": f"gen_ai.{key}.messages", "value": {"stringValue": value}})
            start = now + index * 1000
            spans.append({
                "traceId": f"{generator.getrandbits(128):032x}", "spanId": f"{generator.getrandbits(64) | 1:016x}", "name": "chat m",
                "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 1_000_000), "attributes": attributes,
            })
        scope.post(spans)


def large_trace(scope, count=10_000):
    trace, now = "5ca1ab1e" * 4, time.time_ns()
    spans = [
        {
            "traceId": trace, "spanId": f"{index + 1:016x}", "parentSpanId": f"{index // 10 + 1:016x}" if index else "", "name": f"step {index}",
            "startTimeUnixNano": str(now + index * 1000), "endTimeUnixNano": str(now + 20_000_000 + index * 1000),
            "attributes": [{"key": "index", "value": {"intValue": str(index)}}],
        }
        for index in range(count)
    ]
    for first in range(0, count, 1000):
        scope.post(spans[first:first + 1000])
    return trace


def mlflow_rate(uri, spans):
    """Standard spans a second that MLflow takes over OTLP."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    generator, taken, start = random.Random(1), 0, None
    for first in range(0, spans, 512):
        request = ExportTraceServiceRequest()
        group = request.resource_spans.add().scope_spans.add()
        for index in range(first, first + 512):
            span = group.spans.add(
                trace_id=generator.randbytes(16), span_id=generator.randbytes(8), name="chat gpt-4o-mini", kind=3,
                start_time_unix_nano=time.time_ns(), end_time_unix_nano=time.time_ns() + 1000,
            )
            for key, value in [("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-4o-mini")]:
                span.attributes.add(key=key).value.string_value = value
            for key, value in [("gen_ai.usage.input_tokens", 100 + index % 512), ("gen_ai.usage.output_tokens", 20 + index % 512)]:
                span.attributes.add(key=key).value.int_value = value
        headers = {"Content-Type": "application/x-protobuf", "x-mlflow-experiment-id": "0"}
        body = request.SerializeToString()
        # The first request warms it up.
        if first == 512:
            start = time.perf_counter()
        urllib.request.urlopen(urllib.request.Request(f"{uri}/v1/traces", body, headers), timeout=120).read()
        taken += 512 if start else 0
    return taken / (time.perf_counter() - start)


def sqlite_rate(folder, rows=400_000):
    """Rows of a compressed span's size that SQLite takes a second, in transactions of 512, with one index over random ids."""
    database = sqlite3.connect(f"{folder}/limit.db")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE span (id INTEGER PRIMARY KEY, trace BLOB, start INTEGER, data BLOB)")
    database.execute("CREATE INDEX span_trace ON span (trace)")
    generator = random.Random(2)
    batches = [
        [(first + index, generator.randbytes(16), first + index, generator.randbytes(60)) for index in range(512)] for first in range(0, rows, 512)
    ]
    start = time.perf_counter()
    for batch in batches:
        with database:
            database.executemany("INSERT INTO span VALUES (?, ?, ?, ?)", batch)
    return rows / (time.perf_counter() - start)


def draw(points, file):
    width, height, left, top, bottom = 640, 320, 64, 44, 48
    series = [("ingest, µs a span", "#1f6feb", lambda p: 1e6 / p["ingest"]), ("list, ms", "#bf5700", lambda p: p["list"]), ("search, ms", "#2e7d32", lambda p: p["search"])]
    highest = 1.15 * max(value(p) for _, _, value in series for p in points)
    least, most = points[0]["spans"], points[-1]["spans"]

    def x(spans):
        return left + (width - left - 48) * math.log10(spans / least) / max(math.log10(most / least), 1)

    def y(value):
        return height - bottom - (height - top - bottom) * value / highest

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>', f'<text x="{left}" y="20" font-size="14">A scope that fills up</text>',
    ]
    for step in range(5):
        value = highest * step / 4
        lines.append(f'<line x1="{left}" x2="{width - 24}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.0f}</text>')
    for point in points:
        lines.append(f'<text x="{x(point["spans"]):.1f}" y="{height - bottom + 18}" text-anchor="middle">{point["spans"]:,}</text>')
    for place, (name, colour, value) in enumerate(series):
        path = " ".join(f"{x(p['spans']):.1f},{y(value(p)):.1f}" for p in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{left + 160 * place}" y="{top - 8}" fill="{colour}">{name}</text>')
    with open(file, "w") as out:
        out.write("\n".join(lines) + "\n</svg>\n")


def fill(arguments, scope, generator, vocabulary):
    points, total, said = [], 0, 0
    sizes = [10**power for power in range(4, int(math.log10(arguments.spans)) + 1)]
    for size in sizes:
        wanted = min(size // MESSAGES, MOST_MESSAGES)
        messages(scope, wanted - said, generator, vocabulary)
        said = wanted
        before = json.loads(scope.get("/api/stats"))
        command = [arguments.glue, "load", "--otlp", scope.base, "--spans", str(size - total - (said if total == 0 else 0)), "--tasks", "1"]
        outcome = subprocess.run(command + ["--block", "1000", "--drain", "900"], capture_output=True)
        load = json.loads(outcome.stdout)
        after = json.loads(scope.get("/api/stats"))
        assert load["acknowledged"] == after["spans"] - before["spans"], "what was acknowledged is stored"
        total = size
        rare, common = vocabulary[7], vocabulary[11]
        points.append({
            "spans": size, "ingest": load["spans_per_second"], "memory": scope.memory,
            "disk": (after["bytes"] - before["bytes"]) / load["acknowledged"],
            "list": scope.percentile(["/api/traces?limit=50", "/api/traces?limit=50&model=gpt-4o-mini", "/api/traces?limit=50&status=error", "/api/traces?limit=50&min_ms=2000"]),
            "search": scope.percentile([f"/api/traces?limit=50&q={rare}", f"/api/traces?limit=50&q={common}+{rare}", f"/api/traces?limit=50&q=%22{rare}+{common}%22", "/api/traces?limit=50&q=nowhere"]),
        })
        print(f"{size:,} spans: {points[-1]}", file=sys.stderr)
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glue", required=True, help="the program")
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--browser", help="a Python that has selenium")
    parser.add_argument("--svg", help="where the growth is drawn")
    arguments = parser.parse_args()
    generator = random.Random(3)
    vocabulary = ["".join(generator.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(generator.randint(4, 9))) for _ in range(20_000)]
    os.environ["NO_PROXY"] = "*"
    with tempfile.TemporaryDirectory() as folder:
        scope = Scope(arguments.glue, folder)
        try:
            points = fill(arguments, scope, generator, vocabulary)
            trace = large_trace(scope)
            opened = None
            if arguments.browser:
                outcome = subprocess.run([arguments.browser, "-c", BROWSER, f"{scope.base}/traces/{trace}"], capture_output=True, text=True, check=True)
                opened = float(outcome.stdout)
            memory = scope.memory
        finally:
            scope.stop()
        server, uri = start_server(folder)
        try:
            mlflow = mlflow_rate(uri, 512 * 9)
        finally:
            server.kill()
        limit = sqlite_rate(folder)
    last = points[-1]
    ingest = min(point["ingest"] for point in points[1:])
    rows = [
        (f"ingest from 10⁵ to {last['spans']:,} spans, the slowest", f"{ingest:,.0f} spans/s", f"≥ {INGEST:,}", ingest >= INGEST),
        ("beside MLflow, sent the same over OTLP", f"{ingest / mlflow:.0f} times {mlflow:,.0f}", "", True),
        ("beside rows of that size in SQLite with one index", f"{ingest / limit:.2f} of {limit:,.0f}", "", True),
        ("disk", f"{last['disk']:.0f} bytes a span", f"≤ {DISK}", last["disk"] <= DISK),
        ("list of traces, 95th percentile", f"{last['list']:.1f} ms", f"≤ {LIST}", last["list"] <= LIST),
        ("full-text search, 95th percentile", f"{last['search']:.1f} ms", f"≤ {SEARCH}", last["search"] <= SEARCH),
        ("memory", f"{memory:.0f} MB", f"≤ {MEMORY}", memory <= MEMORY),
    ]
    if opened is not None:
        rows.append(("a trace of 10,000 spans in the browser", f"{opened:.0f} ms", f"≤ {TRACE}", opened <= TRACE))
    print(f"| a scope with {last['spans']:,} spans | measured | promised | |")
    print("|---|--:|--:|---|")
    for name, measured, promised, holds in rows:
        print(f"| {name} | {measured} | {promised} | {'' if holds else '**broken**'} |")
    print("\n| spans | ingest, spans/s | bytes a span | list p95, ms | search p95, ms | memory, MB |")
    print("|--:|--:|--:|--:|--:|--:|")
    for p in points:
        print(f"| {p['spans']:,} | {p['ingest']:,.0f} | {p['disk']:.0f} | {p['list']:.1f} | {p['search']:.1f} | {p['memory']:.0f} |")
    if arguments.svg:
        draw(points, arguments.svg)
    return 0 if all(holds for *_, holds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

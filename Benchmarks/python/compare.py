"""Compares the figures of Benchmarks/StandardSpan with those of standard_span.py and prints them as a Markdown table.

Fails where recording and encoding a span is less than 10 times faster than in Python.
"""

import argparse
import json
import sys

BATCH = 512
LEAST_RATIO = 10
METRIC = "thread time"


def swift_figures(path):
    """Nanoseconds a span for each part, from what the benchmark library exports for JMH."""
    with open(path) as file:
        elements = json.load(file)
    figures = {}
    for element in elements:
        name = element["benchmark"].rsplit(".", 1)[1].replace("_", " ")
        figures[name] = element["secondaryMetrics"][METRIC]["scorePercentiles"]["50.0"] / BATCH
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swift", help="JMH export of the Swift benchmarks")
    parser.add_argument("python", help="what standard_span.py printed")
    arguments = parser.parse_args()

    swift = swift_figures(arguments.swift)
    with open(arguments.python) as file:
        python = json.load(file)

    rows = [
        ("hot path: start, ten attributes, an event, end, queued", swift["hot path"], python["hot path"]),
        ("encode a batch of 512", swift["frame"], python["frame"]),
        ("**hot path and encode**", swift["hot path"] + swift["frame"], python["hot path"] + python["frame"]),
        ("encode and gzip a batch of 512", swift["frame and gzip"], python["frame and gzip"]),
        ("pack values (part of the hot path in Swift, the encoding in Python)", swift["pack"], python["frame"]),
        ("start and end under an unsampled parent", swift["unsampled"], python["unsampled"]),
    ]
    print("| the standard span, nanoseconds of processor time each, median | Swift | Python SDK | times faster |")
    print("|---|--:|--:|--:|")
    for what, ours, theirs in rows:
        print(f"| {what} | {ours:,.0f} | {theirs:,.0f} | {theirs / ours:.1f} |")

    _, ours, theirs = rows[2]
    if theirs < LEAST_RATIO * ours:
        sys.exit(f"recording and encoding a span is {theirs / ours:.1f} times faster than in Python; {LEAST_RATIO} is the least")


if __name__ == "__main__":
    main()

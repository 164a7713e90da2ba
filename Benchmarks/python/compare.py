"""Compares the figures of Benchmarks/StandardSpan with those of the peers and with what is promised.

Prints a Markdown table. Fails where a target is missed that has been reached before; those that never were are only shown
as missed. Ratios are between figures of the same run; a target in nanoseconds is one for two cores of a server of 2024, and
is stretched by as much as plain C is slower here than there.
"""

import argparse
import json
import sys

BATCH = 512
METRIC = "thread time"
# What Benchmarks/c/standard_span.c takes on the machine that the promises were made for.
REFERENCE_C = 457


def swift_figures(paths):
    """Nanoseconds a span for each part, from what the benchmark library exports for JMH."""
    figures = {}
    for path in paths:
        with open(path) as file:
            for element in json.load(file):
                name = element["benchmark"].rsplit(".", 1)[1].replace("_", " ")
                figures[name] = element["secondaryMetrics"][METRIC]["scorePercentiles"]["50.0"] / BATCH
    return figures


def load(path):
    with open(path) as file:
        return json.load(file)


class Row:
    """One figure: what it may be at most, in nanoseconds or as a ratio to the peer.

    What is not `reached` is a target that was never met, and no promise.
    """

    def __init__(
        self, what, ours, theirs=None, peer="", at_most=None, times_faster=None, times_slower=None, reached=True
    ):
        self.what, self.ours, self.theirs, self.peer, self.reached = what, ours, theirs, peer, reached
        self.at_most, self.times_faster, self.times_slower = at_most, times_faster, times_slower

    def promises(self, slowness):
        if self.at_most is not None:
            limit = self.at_most * max(slowness, 1)
            yield f"≤ {self.at_most:,} ns (here {limit:,.0f})", self.ours <= limit
        if self.times_faster is not None:
            yield f"≥ {self.times_faster}× faster", self.theirs >= self.times_faster * self.ours
        if self.times_slower is not None:
            yield f"≤ {self.times_slower}×", self.ours <= self.times_slower * self.theirs

    def text(self, slowness):
        theirs = ratio = ""
        if self.theirs is not None:
            theirs = f"{self.theirs:,.0f} ({self.peer})"
            ratio = f"{self.theirs / self.ours:.1f}"
        missed = "**broken**" if self.reached else "not reached"
        promises = ", ".join(f"{words}: {'holds' if holds else missed}" for words, holds in self.promises(slowness))
        return f"| {self.what} | {self.ours:,.0f} | {theirs} | {ratio} | {promises} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swift", nargs="+", help="JMH exports of the Swift benchmarks")
    parser.add_argument("--python", required=True, help="what standard_span.py printed")
    parser.add_argument("--c", required=True, help="what standard_span.c printed")
    arguments = parser.parse_args()

    swift, python, c = swift_figures(arguments.swift), load(arguments.python), load(arguments.c)
    slowness = c["pack"] / REFERENCE_C
    rows = [
        Row("hot path: start, ten attributes, an event, end, queued", swift["hot path"], python["hot path"], "Python", 2400, 6),
        Row("the same with secrets taken out", swift["hot path, secrets taken out"]),
        Row("the same through the span's own type", swift["own span type"], python["hot path"], "Python", 900, 6),
        Row("end() alone: pack into the queue", swift["end"], c["pack"], "C", times_slower=2, reached=False),
        Row("start and end under an unsampled parent", swift["unsampled"], at_most=120),
        Row("the same beside Python", swift["unsampled"], python["unsampled"], "Python", times_faster=6),
        Row("frame a batch of 512", swift["frame"], python["frame"], "Python", 60),
        Row("hot path and frame", swift["hot path"] + swift["frame"], python["hot path"] + python["frame"], "Python", times_faster=10),
        Row("frame and gzip a batch of 512, level 6", swift["frame and gzip"], python["frame and gzip"], "Python"),
        Row("the same at level 1, as it is sent", swift["frame and gzip, level 1"]),
        Row("pack a value", swift["pack"], c["pack"], "C"),
    ]
    print(f"Plain C packs the span in {c['pack']:,.0f} ns, {slowness:.2f} times what it took where the promises were made.\n")
    print("| the standard span, nanoseconds of processor time each, median | Swift | peer | times faster | target |")
    print("|---|--:|--:|--:|---|")
    for row in rows:
        print(row.text(slowness))
    broken = [row.what for row in rows if row.reached for _, holds in row.promises(slowness) if not holds]
    if broken:
        sys.exit("promises that do not hold: " + "; ".join(broken))


if __name__ == "__main__":
    main()

"""Draws what Benchmarks/Growth printed as an SVG, and fails where the cost of a span grows.

The cost at any number of spans and tasks may be at most half as much again as at 1,000 spans of one task.
"""

import argparse
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 64, 24, 44, 48
COLOURS = {1: "#1f6feb", 8: "#bf5700", 64: "#2e7d32"}
LIMIT = 1.5


def draw(points):
    least, most = min(p["spans"] for p in points), max(p["spans"] for p in points)
    highest = 500 * math.ceil(1.15 * max(p["ns"] for p in points) / 500)

    def x(spans):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(spans / least) / max(math.log10(most / least), 1)

    def y(nanoseconds):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * nanoseconds / highest

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="20" font-size="14">Processor time for one span, nanoseconds</text>',
    ]
    for value in range(0, highest + 1, max(500, 500 * (highest // 3000))):
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for spans in sorted({p["spans"] for p in points}):
        lines.append(f'<text x="{x(spans):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{spans:,}</text>')
    lines.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">spans</text>')
    for place, tasks in enumerate(sorted({p["tasks"] for p in points})):
        colour = COLOURS.get(tasks, "#555")
        own = sorted((p["spans"], p["ns"]) for p in points if p["tasks"] == tasks)
        path = " ".join(f"{x(spans):.1f},{y(ns):.1f}" for spans, ns in own)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x(spans):.1f}" cy="{y(ns):.1f}" r="3" fill="{colour}"/>' for spans, ns in own]
        legend = LEFT + 110 * place
        lines.append(f'<rect x="{legend}" y="28" width="10" height="10" fill="{colour}"/>')
        lines.append(f'<text x="{legend + 16}" y="37">{tasks} task{"" if tasks == 1 else "s"}</text>')
    return "\n".join(lines + ["</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("points", help="what Growth printed")
    parser.add_argument("--svg", help="where to draw it")
    arguments = parser.parse_args()
    with open(arguments.points) as file:
        points = [json.loads(line) for line in file if line.strip()]
    if arguments.svg:
        with open(arguments.svg, "w") as file:
            file.write(draw(points))
    counts = sorted({p["spans"] for p in points})
    print("| tasks | " + " | ".join(f"{count:,} spans" for count in counts) + " |")
    print("|--:|" + "--:|" * len(counts))
    for tasks in sorted({p["tasks"] for p in points}):
        costs = {p["spans"]: p["ns"] for p in points if p["tasks"] == tasks}
        print(f"| {tasks} | " + " | ".join(f"{costs[count]:,} ns" for count in counts) + " |")
    first = next(p["ns"] for p in points if p["tasks"] == 1 and p["spans"] == counts[0])
    worst = max(p["ns"] for p in points)
    if worst > LIMIT * first:
        sys.exit(f"the cost of a span grows: {worst} ns at worst, {first} ns for {counts[0]:,} spans of one task")


if __name__ == "__main__":
    main()

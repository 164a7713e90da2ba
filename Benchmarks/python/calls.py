"""Times one call after the other with the bare HTTP client of Python, OpenAI's client and litellm, against a server that
always gives the same answer, and sets the figures beside those of `glue bench call`.

Prints a Markdown table. What is compared is what a client adds to its own bare round trip. Fails where a promise is broken.
"""

import argparse
import json
import logging
import os
import statistics
import sys
import time

MODEL = "gpt-4o-mini"
PROMPT = [{"role": "user", "content": "What is the weather in Paris?"}]


def median(calls, call):
    """Microseconds of a call, after a tenth as many that are not counted."""
    times = []
    for index in range(-(calls // 10), calls):
        start = time.perf_counter_ns()
        call()
        if index >= 0:
            times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000


def python_figures(base_url, calls):
    import httpx

    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_LOG"] = "ERROR"
    import litellm
    import openai

    logging.disable(logging.WARNING)
    litellm.telemetry = False
    http = httpx.Client()
    client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0)
    body = {"model": MODEL, "messages": PROMPT}
    return {
        "raw": median(calls, lambda: http.post(base_url + "/chat/completions", json=body).content),
        "openai": median(calls, lambda: client.chat.completions.create(**body)),
        "litellm": median(
            calls,
            lambda: litellm.completion(
                model="openai/" + MODEL, messages=PROMPT, api_base=base_url, api_key="none", num_retries=0
            ),
        ),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--swift", required=True, help="what `glue bench call` printed")
    parser.add_argument("--streams", required=True, help="what `glue bench stream` printed")
    arguments = parser.parse_args()

    with open(arguments.swift) as file:
        swift = json.load(file)
    python = python_figures(arguments.base_url, arguments.calls)
    added = swift["traced_us"] - swift["raw_us"]
    openai, litellm = python["openai"] - python["raw"], python["litellm"] - python["raw"]
    rows = [
        ("bare round trip, AsyncHTTPClient", swift["raw_us"], None, ""),
        ("complete(), untraced", swift["untraced_us"], swift["untraced_us"] - swift["raw_us"], ""),
        ("complete(), traced", swift["traced_us"], added, f"≤ 100 µs: {holds(added <= 100)}"),
        ("complete(), traced with content", swift["captured_us"], swift["captured_us"] - swift["raw_us"], ""),
        ("bare round trip, httpx", python["raw"], None, ""),
        ("openai client, Python", python["openai"], openai, f"≥ 5×: {openai / added:.1f}× {holds(openai >= 5 * added)}"),
        ("litellm, Python", python["litellm"], litellm, f"≥ 20×: {litellm / added:.1f}× {holds(litellm >= 20 * added)}"),
    ]
    print("| one call | µs | added | promise |\n| :--- | ---: | ---: | :--- |")
    for what, whole, more, promise in rows:
        print(f"| {what} | {whole:,.1f} | {'' if more is None else f'{more:,.1f}'} | {promise} |")
    with open(arguments.streams) as file:
        streams = json.load(file)
    rate, first = streams["events_per_second"], streams["first_event_us"]
    print("\n| streamed answers | | promise |\n| :--- | ---: | :--- |")
    print(f"| events read a second, one core | {rate:,.0f} | ≥ 200,000: {holds(rate >= 200_000)} |")
    print(f"| from the server's writing to the first event, median | {first:,.0f} µs | ≤ 1,000 µs: {holds(first <= 1000)} |")
    return 0 if rate >= 200_000 and first <= 1000 and added <= 100 and openai >= 5 * added and litellm >= 20 * added else 1


def holds(condition):
    return "holds" if condition else "**broken**"


if __name__ == "__main__":
    sys.exit(main())

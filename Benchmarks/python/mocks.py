"""Drives `glue mock` and two mocks written with asyncio by the same load, one after the other, and sets their rates side by
side, with how fast recordings are given within the process and how fast a gigabyte of them opens.

Prints a Markdown table. Fails where a promise is broken.
"""

import argparse
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

# The two usual ways to write such a mock: with a framework that checks requests, and with the barest server there is.
ANSWER = """
def answer(asked, answers):
    text = answers[asked["messages"][-1]["content"]]
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": asked["model"],
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 6, "total_tokens": 18}}
"""

FASTAPI = """
import json, sys, uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
answers = json.loads(sys.argv[2])
app = FastAPI()
class Message(BaseModel):
    role: str
    content: str
class Asked(BaseModel):
    model: str
    messages: list[Message]
@app.post("/v1/chat/completions")
async def complete(asked: Asked):
    return answer(asked.model_dump(), answers)
@app.get("/v1/models")
async def models():
    return {"object": "list", "data": []}
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
"""

AIOHTTP = """
import json, sys
from aiohttp import web
answers = json.loads(sys.argv[2])
async def complete(request):
    return web.json_response(answer(await request.json(), answers))
async def models(request):
    return web.json_response({"object": "list", "data": []})
app = web.Application()
app.add_routes([web.post("/v1/chat/completions", complete), web.get("/v1/models", models)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""

LOAD = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Good morning?"}]}'
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def rate(command, seconds, script):
    """Requests a second that a server answers, all of them with 200."""
    port = free_port()
    server = subprocess.Popen([part.replace("PORT", str(port)) for part in command], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=10).read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} did not come up")
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        told = subprocess.run(
            ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s", script, url], capture_output=True, text=True, check=True
        ).stdout
        if "Non-2xx" in told:
            raise SystemExit(f"{command[0]} refused requests:\n{told}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))
    finally:
        server.terminate()
        server.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glue", required=True)
    parser.add_argument("--recording", required=True)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LOAD)
        script.flush()
        mock = [options.glue, "mock", options.recording, "--port", "PORT", "--repeat", "--match", "lenient"]
        ours = rate(mock, options.seconds, script.name)
        answers = json.dumps({"Good morning?": "Good morning to you."})
        fastapi, aiohttp = (
            rate([sys.executable, "-c", ANSWER + peer, "PORT", answers], options.seconds, script.name) for peer in (FASTAPI, AIOHTTP)
        )
    replay = json.loads(subprocess.run([options.glue, "bench", "replay"], capture_output=True, text=True, check=True).stdout)
    rows = [
        ("`glue mock`, requests/s", f"{ours:,.0f}", "10,000", ours >= 10_000),
        (f"against a mock with asyncio, FastAPI on uvicorn: {fastapi:,.0f}/s", f"{ours / fastapi:.1f} ×", "5 ×", ours >= 5 * fastapi),
        (f"against one with aiohttp, which checks nothing: {aiohttp:,.0f}/s", f"{ours / aiohttp:.1f} ×", "", True),
        ("within the process, the provider, exchanges/s", f"{replay['provider_per_s']:,.0f}", "20,000", replay["provider_per_s"] >= 20_000),
        ("within the process, the whole engine, exchanges/s", f"{replay['engine_per_s']:,.0f}", "20,000", replay["engine_per_s"] >= 20_000),
        ("opening 1 GB, ms", f"{replay['index']['open_ms']:,.0f}", "1,000", replay["index"]["open_ms"] < 1_000),
        ("memory it takes, MB", f"{replay['index']['memory_mb']:,.1f}", "64", replay["index"]["memory_mb"] < 64),
    ]
    print("| recorded answers | measured | to reach | |\n|---|--:|--:|---|")
    for what, measured, goal, holds in rows:
        told = ("holds" if holds else "**does not hold**") if goal else ""
        print(f"| {what} | {measured} | {goal} | {told} |")
    return 0 if all(row[3] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

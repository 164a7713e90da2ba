"""Logs points one by one to a real MLflow server with MLflow's own client and its asynchronous logging, and sets the rate beside
that of `glue bench run` against the same server.

Prints a Markdown table. Fails where a promise is broken.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

SERVER = """
import sys, uvicorn
uvicorn.run("mlflow.server.fastapi_app:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_server(folder):
    port = free_port()
    store = f"sqlite:///{folder}/mlflow.db"
    environment = dict(
        os.environ,
        _MLFLOW_SERVER_FILE_STORE=store,
        _MLFLOW_SERVER_REGISTRY_STORE=store,
        _MLFLOW_SERVER_ARTIFACT_ROOT="mlflow-artifacts:/",
        _MLFLOW_SERVER_ARTIFACT_DESTINATION=f"{folder}/artifacts",
        _MLFLOW_SERVER_SERVE_ARTIFACTS="true",
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false",
        DO_NOT_TRACK="true",
    )
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=environment)
    uri = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{uri}/api/2.0/mlflow/experiments/get?experiment_id=0", timeout=30).read()
            return server, uri
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("MLflow did not come up")


def python_rate(uri, points):
    """Points a second, from the first call until the server has the last."""
    os.environ["DO_NOT_TRACK"] = "true"
    import mlflow

    # It greets on standard output, where the table goes.
    os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("python")
    with mlflow.start_run():
        start = time.perf_counter()
        for step in range(points):
            mlflow.log_metric("value", step, step=step, synchronous=False)
        mlflow.flush_async_logging()
        return points / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glue", required=True, help="the program")
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--python-points", type=int, default=10_000, help="of the Python client, which takes minutes for more")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, uri = start_server(folder)
        try:
            command = [arguments.glue, "bench", "run", "--uri", uri, "--points", str(arguments.points)]
            swift = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            python = python_rate(uri, arguments.python_points)
        finally:
            server.terminate()
            server.wait(30)
    beside_python = swift["run_points_per_second"] / python
    kept = swift["ratio"] >= 0.9 and beside_python >= 5
    print(f"{swift['points']:,} points into runs of one MLflow server, points a second:\n")
    print("| | points/s | promise |")
    print("|---|---:|---|")
    print(f"| bare loop of full `log-batch` requests | {swift['bare_points_per_second']:,.0f} | |")
    print(f"| `run.log`, one by one | {swift['run_points_per_second']:,.0f} | {swift['ratio']:.2f} of the loop (0.9 or more) |")
    print(f"| MLflow's Python client, asynchronous, one by one, {arguments.python_points:,} | {python:,.0f} | {beside_python:.1f} times as fast (5 or more) |")
    held = ", ".join(f"{value:.1f}" for value in swift["in_use_mb_after_each_turn"])
    print(f"\nMemory held after each turn: {held} MB; resident at most {swift['peak_resident_mb']:.0f} MB.")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()

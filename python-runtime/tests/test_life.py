"""A worker starts, bounds itself, and ends, with or against its model's will."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from workers import SOURCE, Running, Start, UnixConnection

WORDS = [
    {"name": "word", "datatype": "BYTES", "shape": [1], "data": ["a"]},
    {"name": "at", "datatype": "BYTES", "shape": [1], "data": ["2026-01-31"]},
]


def test_says_why_a_model_cannot_be_loaded(start_worker: Start) -> None:
    worker = start_worker("broken", expect="failed ImportError: there is no such library")

    assert worker.process.wait(10) == 1


def test_finishes_what_was_begun_when_stopped(start_worker: Start) -> None:
    worker = start_worker("custom")
    assert worker.infer(inputs=WORDS)[0] == 200

    worker.process.send_signal(signal.SIGTERM)

    assert worker.process.wait(10) == 0


def test_ends_when_its_parent_closes_the_pipe(start_worker: Start) -> None:
    worker = start_worker("custom")
    assert worker.process.stdin is not None

    worker.process.stdin.close()

    worker.process.wait(10)


def test_ends_when_its_parent_is_killed(models: Path, tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        "w = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE,"
        " start_new_session=True)\n"
        "line = b''\n"
        "while not line.startswith(b'ready'): line = w.stdout.readline()\n"
        "print(w.pid, flush=True)\n"
        "w.wait()\n"
    )
    command = [sys.executable, "-m", "thermocline_runtime", "--model", str(models / "custom")]
    parent = subprocess.Popen(
        [sys.executable, "-c", script, *command, "--socket", str(tmp_path / "s"), "--with-parent"],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    watch = os.pidfd_open(worker)

    parent.kill()
    parent.wait()

    assert _ends(watch, 10), "the worker outlived its parent"


def test_refuses_more_than_may_wait(start_worker: Start) -> None:
    worker = start_worker("hangs", "--queue", "1", "--timeout", "20", "--longest", "1")
    statuses: list[int] = []
    threading.Thread(target=_ask, args=(worker, statuses), daemon=True).start()
    _until(worker, b"thermocline_runtime_running 1")
    second = threading.Thread(target=_ask, args=(worker, statuses), daemon=True)
    second.start()
    _until(worker, b"thermocline_runtime_waiting 1")

    third, answer = worker.infer(inputs=WORDS)
    second.join(40)

    assert third == 429, answer
    assert statuses == [504]
    assert worker.ask("GET", "/v2/health/ready")[0] == 503, "it hangs, and says so"


def test_answers_on_every_connection_that_a_caller_keeps_for_its_questions(
    start_worker: Start,
) -> None:
    worker = start_worker("custom")  # 1 question at once and 64 that wait
    kept = [UnixConnection(worker.socket) for _ in range(65)]

    for connection in kept:
        connection.timeout = 20
        connection.request("GET", "/v2/health/ready")
        assert connection.getresponse().status == 200

    for connection in kept:
        connection.close()


def test_keeps_to_the_memory_it_may_use(start_worker: Start) -> None:
    worker = start_worker("greedy", "--memory", str(2 << 30))

    status, answer = worker.infer(inputs=WORDS)

    assert status == 503, answer
    assert "memory" in answer["error"]
    assert worker.ask("GET", "/v2/health/ready")[0] == 200


def test_gives_up_the_network_for_all_that_it_starts(start_worker: Start) -> None:
    with_network, without = start_worker("calls"), start_worker("calls", "--without-network")

    answers = [
        one.infer(inputs=WORDS)[1]["outputs"][0]["data"][0] for one in (with_network, without)
    ]

    assert "AF_INET open, AF_INET6 open" in answers[0]
    assert "child open" in answers[0]
    families = [f"AF_{name} PermissionError, " for name in ("INET", "INET6", "PACKET")]
    assert answers[1] == "".join(families) + 4 * "call EPERM, " + "child refused"


def test_only_its_owner_may_ask(start_worker: Start) -> None:
    worker = start_worker("custom")

    assert os.stat(worker.socket).st_mode & 0o077 == 0


def test_serves_tcp_for_containers(models: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "thermocline_runtime", "--model", str(models / "custom")]
        + ["--tcp", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            port = json.loads(line).get("port") if line.startswith(b"{") else None
            if port:
                break
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/v2/health/ready")
        assert connection.getresponse().status == 200
    finally:
        process.kill()
        process.wait()


def _ends(watch: int, seconds: float) -> bool:
    import select

    return bool(select.select([watch], [], [], seconds)[0])


def _ask(worker: Running, statuses: list[int]) -> None:
    statuses.append(worker.infer(inputs=WORDS)[0])


def _until(worker: Running, line: bytes) -> None:
    while line not in worker.ask("GET", "/metrics")[1]:
        assert worker.process.poll() is None

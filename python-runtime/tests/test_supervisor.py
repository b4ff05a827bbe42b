"""A supervisor starts what it is asked for, keeps it while it is held, and leaves nothing."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supervised import ENVIRONMENT, Loaded, Supervised
from test_life import WORDS
from workers import SOURCE, UnixConnection

SET_CHILD_SUBREAPER = 36
# Orphans come to it as to the first process of a container; the kernel keeps that over an exec.
AS_FIRST = (
    sys.executable,
    "-c",
    f"import ctypes, os, sys; assert ctypes.CDLL(None).prctl({SET_CHILD_SUBREAPER}, 1) == 0; "
    "os.execv(sys.argv[1], sys.argv[1:])",
)
INFER = "/v2/models/model/infer"


@pytest.fixture(scope="module")
def shared(models: Path) -> Iterator[Supervised]:
    supervisor = Supervised(models)
    yield supervisor
    supervisor.stop()


def test_a_model_answers_and_ends_with_whoever_held_it_last(shared: Supervised) -> None:
    first = shared.load("custom")
    second = shared.load("custom")

    assert first.ask(INFER, {"inputs": WORDS})[0] == 200
    assert first.answer == second.answer
    assert shared.index()["custom"] == ("READY", "")
    first.let_go()
    assert second.ask(INFER, {"inputs": WORDS})[1]["outputs"][0]["data"] == ["a@2026-01-31"]
    second.let_go()
    assert second.ends()


def test_unloading_answers_when_the_worker_is_gone(shared: Supervised) -> None:
    held = shared.load("custom")

    assert shared.ask("/v2/repository/models/custom/unload")[0] == 200

    assert held.ends(0)
    assert held.is_told()
    assert not held.worker.exists()
    assert shared.index()["custom"] == ("UNAVAILABLE", "it was unloaded")
    assert shared.ask("/v2/repository/models/never-there/unload")[0] == 404


@pytest.mark.parametrize(
    ("model", "parameters", "reason"),
    [
        ("broken", {}, "ImportError: there is no such library"),
        ("stuck", {"start_seconds": 5}, "it was not ready within 5 s"),
        ("leaves", {}, "while loading, its process ended with 4; it last said: "),
    ],
)
def test_says_why_a_model_cannot_be_loaded(
    shared: Supervised, model: str, parameters: dict[str, Any], reason: str
) -> None:
    refused = shared.load(model, **parameters)

    assert refused.status == 503
    assert reason in refused.answer["error"]
    assert shared.index()[model] == ("UNAVAILABLE", refused.answer["error"])
    assert children(shared) == []


def test_a_model_that_ends_its_process_takes_along_what_it_started(shared: Supervised) -> None:
    held = shared.load("exits")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        held.ask(INFER, {"inputs": WORDS})

    assert held.is_told()
    state, reason = shared.index()["exits"]
    assert state == "UNAVAILABLE"
    assert reason.startswith("its process ended with 3; it last said: ")
    assert reason.endswith("farewell")
    until(lambda: running_in_group(held.answer["pid"]) == [])


def test_says_that_a_worker_was_killed(shared: Supervised) -> None:
    held = shared.load("custom")

    os.kill(held.answer["pid"], signal.SIGKILL)

    assert held.is_told()
    assert "SIGKILL (out of memory, or killed)" in shared.index()["custom"][1]


def test_a_worker_sees_nothing_of_its_starter(shared: Supervised) -> None:
    held = shared.load("custom")
    environment = Path(f"/proc/{held.answer['pid']}/environ").read_bytes()
    held.let_go()

    assert b"hunter2" not in environment


@pytest.mark.parametrize(
    "parameters",
    [
        {"folder": "../models/custom"},
        {"folder": "/etc"},
        {"folder": "."},
        {"folder": "leads-out"},
        {"folder": "custom/nothing-here"},
        {"folder": 7},
        {"folder": "custom", "threads": 0},
        {"folder": "custom", "threads": True},
        {"folder": "custom", "shell": "sh"},
    ],
)
def test_refuses_what_leaves_the_folder_of_models(
    shared: Supervised, parameters: dict[str, Any]
) -> None:
    out = shared.models / "leads-out"
    out.unlink(missing_ok=True)
    out.symlink_to(Path(__file__).parent)

    assert shared.load("custom", **parameters).status == 400


def test_refuses_names_routes_and_methods_that_it_does_not_know(shared: Supervised) -> None:
    def status(method: str, path: str) -> int:
        connection = UnixConnection(shared.socket)
        connection.request(method, path)
        return connection.getresponse().status

    assert status("POST", "/v2/repository/models/..%2Fx/load") == 400
    assert status("POST", "/v2/repository/models/a/b/load") == 400
    assert status("GET", "/v2/repository/models/a/load") == 405
    assert status("GET", "/elsewhere") == 404
    assert [status("GET", f"/v2/health/{word}") for word in ("live", "ready")] == [200, 200]
    assert status("GET", "/metrics") == 200


def test_the_same_name_for_something_else_is_a_conflict(shared: Supervised) -> None:
    held = shared.load("custom")
    other = shared.load("custom", queue=1)
    held.let_go()

    assert other.status == 409


def test_only_its_group_may_ask_and_the_probe_knows(shared: Supervised) -> None:
    assert shared.socket.stat().st_mode & 0o777 == 0o660
    assert probe(shared.workers) == 0
    assert probe(shared.workers / "elsewhere") == 1


def test_a_second_supervisor_leaves_the_first_alone(shared: Supervised) -> None:
    command = [sys.executable, "-m", "thermocline_runtime.supervisor"]
    command += ["--models", str(shared.models), "--workers", str(shared.workers)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False, timeout=30)

    assert done.returncode == 1
    assert b"another supervisor has it" in done.stderr
    assert probe(shared.workers) == 0


def test_a_gateway_that_is_killed_takes_its_models_along(shared: Supervised) -> None:
    script = (
        "import sys; from supervised import *\n"
        "from workers import UnixConnection\n"
        "c = UnixConnection(Path(sys.argv[1]))\n"
        "body = json.dumps({'parameters': {'folder': 'custom'}})\n"
        "c.request('POST', '/v2/repository/models/of-another/load', body)\n"
        "print(json.loads(c.getresponse().read())['pid'], flush=True)\n"
        "sys.stdin.read()\n"
    )
    gateway = subprocess.Popen(
        [sys.executable, "-c", script, str(shared.socket)],
        env=ENVIRONMENT | {"PYTHONPATH": f"{SOURCE}:{Path(__file__).parent}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert gateway.stdout is not None
    held = Loaded.__new__(Loaded)
    held.end = os.pidfd_open(int(gateway.stdout.readline()))

    gateway.kill()
    gateway.wait()

    assert held.ends(), "the worker outlived whoever held it"


def test_whoever_is_killed_while_a_model_loads_leaves_nothing(shared: Supervised) -> None:
    connection = UnixConnection(shared.socket)
    body = json.dumps({"parameters": {"folder": "stuck"}})
    connection.request("POST", "/v2/repository/models/abandoned/load", body)
    until(lambda: shared.index().get("abandoned", ("", ""))[1] == "its worker is starting")

    connection.close()

    until(lambda: shared.index()["abandoned"][0] == "UNAVAILABLE")
    assert children(shared) == []


def test_unloading_ends_a_start(shared: Supervised) -> None:
    refused: list[Loaded] = []
    loading = threading.Thread(target=lambda: refused.append(shared.load("stuck", queue=3)))
    loading.start()
    until(lambda: shared.index().get("stuck", ("", ""))[0] == "LOADING")

    assert shared.ask("/v2/repository/models/stuck/unload")[0] == 200

    loading.join(15)
    assert "given up" in refused[0].answer["error"]
    assert children(shared) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_its_workers_end_with_it(models: Path, number: signal.Signals) -> None:
    supervisor = Supervised(models)
    held = supervisor.load("custom")

    code = supervisor.stop(number)

    assert held.ends()
    assert held.is_told()
    assert code == (0 if number == signal.SIGTERM else -9)
    assert supervisor.socket.exists() == (number == signal.SIGKILL)
    again = Supervised(models, workers=supervisor.workers)
    assert again.load("custom").status == 200
    again.stop()


def test_as_the_first_process_it_buries_orphans_and_ends_when_told(models: Path) -> None:
    supervisor = Supervised(models, before=AS_FIRST)
    first = supervisor.process.pid
    held = supervisor.load("exits")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        held.ask(INFER, {"inputs": WORDS})
    assert held.is_told()

    until(lambda: len(children_of(first)) == 1)  # the supervisor; what the model left is buried
    os.kill(first, signal.SIGTERM)

    assert supervisor.process.wait(30) == 0


def test_makes_an_environment_for_each_requirements_once(models: Path, tmp_path: Path) -> None:
    supervisor = with_environments(models, tmp_path, "bare")

    refused = [supervisor.load("bare"), supervisor.load("bare", queue=1)]

    made = list((tmp_path / "environments").glob("*/ready"))
    supervisor.stop()
    assert len(made) == 1
    for one in refused:  # nothing is installed in it, so it is this environment that was used
        assert "No module named" in one.answer["error"]


def test_says_why_an_environment_cannot_be_made(models: Path, tmp_path: Path) -> None:
    supervisor = with_environments(models, tmp_path, "nothing such ===")

    refused = supervisor.load("bare")

    again = supervisor.load("bare", queue=1)
    supervisor.stop()
    assert "it has no Python environment: ERROR" in refused.answer["error"]
    assert again.answer == refused.answer
    (left,) = (tmp_path / "environments").glob("*/*")
    assert left.name == "build.log"
    assert str(left) in refused.answer["error"]


def test_making_an_environment_ends_with_whoever_asked(models: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        index = f"--index-url http://127.0.0.1:{port}/simple\nsomething"
        supervisor = with_environments(models, tmp_path, index)
        asker = UnixConnection(supervisor.socket)
        body = json.dumps({"parameters": {"folder": "bare"}})
        asker.request("POST", "/v2/repository/models/bare/load", body)
        pip, _ = silent.accept()
        assert "is being made" in supervisor.index()["bare"][1]
        while b"\r\n\r\n" not in pip.recv(1 << 16):
            pass

        asker.close()

        assert pip.recv(1) == b"", "pip still waits"
        until(lambda: supervisor.index()["bare"][0] == "UNAVAILABLE")
    supervisor.stop()
    assert [p.name for p in (tmp_path / "environments").glob("*/*")] == ["build.log"]


def with_environments(models: Path, tmp_path: Path, requirements: str) -> Supervised:
    """A supervisor of one model, whose requirements are these."""
    folder = tmp_path / "models" / "bare"
    folder.mkdir(parents=True)
    (folder / "MLmodel").write_text((models / "bare" / "MLmodel").read_text())
    (folder / "requirements.txt").write_text("" if requirements == "bare" else requirements)
    options = ("--environments", str(tmp_path / "environments"), "--base", sys.executable)
    return Supervised(tmp_path / "models", options)


def until(true: Any) -> None:
    while not true():
        pass


def probe(workers: Path) -> int:
    command = [sys.executable, "-m", "thermocline_runtime.probe", "--workers", str(workers)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False).returncode


def children(supervisor: Supervised) -> list[int]:
    return children_of(supervisor.process.pid)


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def running_in_group(group: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _, of_group = (process / "stat").read_text().rpartition(") ")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(of_group) == group and state not in "ZX":
            found.append(int(process.name))
    return found

"""A supervisor that runs, and how a test asks it."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workers import SOURCE, UnixConnection

ENVIRONMENT = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], "A_SECRET": "hunter2"}


class Loaded:
    """A model that is held, until it is let go."""

    def __init__(self, supervisor: Supervised, name: str, parameters: dict[str, Any]) -> None:
        self.connection = UnixConnection(supervisor.socket)
        body = json.dumps({"parameters": parameters}).encode()
        self.connection.request("POST", f"/v2/repository/models/{name}/load", body)
        answer = self.connection.getresponse()
        self.status, self.answer = answer.status, json.loads(answer.read())
        if self.status == 200:
            self.worker = supervisor.workers / self.answer["socket"]
            self.end = os.pidfd_open(self.answer["pid"])

    def ask(self, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        connection = UnixConnection(self.worker)
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def ends(self, seconds: float = 15) -> bool:
        return bool(select.select([self.end], [], [], seconds)[0])

    def is_told(self) -> bool:
        """Whether the supervisor closes the line, which says that the worker is gone."""
        return self.connection.sock.recv(1) == b""

    def let_go(self) -> None:
        self.connection.close()


def folder_of_sockets() -> Path:
    folder = tempfile.mkdtemp(prefix="tcs")  # short: the path of a socket has to be
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@dataclass
class Supervised:
    models: Path
    options: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    workers: Path = field(default_factory=folder_of_sockets)

    def __post_init__(self) -> None:
        self.socket = self.workers / "supervisor.sock"
        command = [*self.before, sys.executable, "-m", "thermocline_runtime.supervisor"]
        command += ["--models", str(self.models), "--workers", str(self.workers), *self.options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT)
        self.log: list[str] = []
        assert self.process.stderr is not None
        while not self.log or "The supervisor listens." not in self.log[-1]:
            self.log.append(self.process.stderr.readline().decode())
            assert self.log[-1], self.log
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.log += [line.decode() for line in self.process.stderr]

    def load(self, name: str, **parameters: Any) -> Loaded:
        return Loaded(self, name, {"folder": name} | parameters)

    def ask(self, path: str, body: object = None) -> tuple[int, Any]:
        connection = UnixConnection(self.socket)
        connection.request("POST", path, json.dumps(body or {}))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def index(self) -> dict[str, tuple[str, str]]:
        listed = self.ask("/v2/repository/index")[1]
        return {one["name"]: (one["state"], one["reason"]) for one in listed}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)

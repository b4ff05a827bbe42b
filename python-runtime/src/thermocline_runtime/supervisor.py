"""Starts workers for a gateway that shares folders with it:
``python -m thermocline_runtime.supervisor --models FOLDER --workers FOLDER``.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import logging
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import fields as fields_of
from pathlib import Path
from typing import IO, Any

from . import __version__, http
from .environments import Environments, OwnEnvironment
from .errors import RequestError, bad_request
from .first import stand_aside_for_a_first_process
from .http import Request, Response, Server
from .launch import Bounds, can_isolate
from .lifeline import Lifeline
from .logs import fields, to_standard_error
from .network import can_be_given_up
from .repository import READY, Interpreters, Repository, Wish

_log = logging.getLogger("thermocline_runtime.supervisor")
SOCKET = "supervisor.sock"
_ONE = re.compile("/v2/repository/models/([A-Za-z0-9][A-Za-z0-9._-]{0,127})/(load|unload)")
_ANY = re.compile("/v2/repository/models/.*/(load|unload)")


class Routes:
    """Open Inference's model repository, for one folder of models."""

    def __init__(self, models: Path, repository: Repository) -> None:
        self._models = models.resolve()
        self._repository = repository

    def handle(self, request: Request) -> Response:
        try:
            return self._route(request)
        except RequestError as e:
            return http.failure(e)
        except Exception:
            _log.exception("A request failed inside the supervisor.")
            return http.failure(RequestError(500, "The supervisor failed; its log says why."))

    def _route(self, request: Request) -> Response:
        path = request.path.partition("?")[0]
        one = _ONE.fullmatch(path)
        wanted = "POST" if one or path == "/v2/repository/index" else "GET"
        if one is None and path not in _SIMPLE and path != "/v2/repository/index":
            if _ANY.fullmatch(path):
                raise bad_request("A name has at most 128 of A-Z, a-z, 0-9, '.', '_' and '-'.")
            raise RequestError(404, f"There is no {path} here.")
        if request.method != wanted:
            raise RequestError(405, f"{path} takes {wanted}.")
        if one is not None:
            act = self._load if one[2] == "load" else self._unload
            return act(one[1], request)
        if path == "/v2/repository/index":
            return self._index(request)
        if path == "/metrics":
            return Response(200, self._metrics(), "text/plain; version=0.0.4")
        return _json(_SIMPLE[path])

    def _load(self, name: str, request: Request) -> Response:
        wish = self._wish(_parameters(request))
        line = Lifeline(request.connection)
        entry, worker = self._repository.load(name, wish, line)
        answer = _json(
            {"socket": worker.address.name, "pid": worker.pid, "network": worker.has_network}
        )
        return Response(
            answer.status, answer.body, hold=lambda: self._repository.hold(entry, worker, line)
        )

    def _unload(self, name: str, request: Request) -> Response:
        self._repository.unload(name, _parameters(request).get("at_once") is True)
        return _json({})

    def _index(self, request: Request) -> Response:
        only_ready = (http.document(request.body) if request.body else {}).get("ready") is True
        entries = self._repository.index()
        return _json(
            [
                {"name": e.name, "version": "", "state": e.state, "reason": e.reason}
                for e in entries
                if e.state == READY or not only_ready
            ]
        )

    def _wish(self, parameters: Mapping[str, Any]) -> Wish:
        values = dict(parameters)
        folder = values.pop("folder", None)
        if not isinstance(folder, str) or not folder or "\0" in folder:
            raise bad_request("'folder' names the model's folder in the folder of models.")
        model = (self._models / folder).resolve()
        if self._models not in model.parents:
            raise bad_request(f"The folder '{folder}' is not in the folder of models.")
        if not (model / "MLmodel").is_file():
            raise bad_request(f"The folder '{folder}' holds no MLmodel.")
        known = {field.name: field.type for field in fields_of(Bounds)}
        for name, value in values.items():
            if name not in known:
                raise bad_request(f"There is no parameter '{name}'; there are {', '.join(known)}.")
            least = 0 if name in ("queue", "memory_bytes") else 1
            if not (type(value) is bool if known[name] == "bool" else _is_size(value, least)):
                raise bad_request(f"The parameter '{name}' is no {known[name]} that it can be.")
        return Wish(model, Bounds(**values))

    def _metrics(self) -> bytes:
        states = [entry.state for entry in self._repository.index()]
        lines = ["# TYPE thermocline_runtime_models gauge"]
        lines += [
            f'thermocline_runtime_models{{state="{s}"}} {states.count(s)}'
            for s in sorted({"READY", "LOADING", *states})
        ]
        lines.append("# TYPE thermocline_runtime_loads_total counter")
        lines += [
            f'thermocline_runtime_loads_total{{outcome="{o}"}} {self._repository.counts[o]}'
            for o in ("ready", "failed", "ended")
        ]
        return ("\n".join(lines) + "\n").encode()


_SIMPLE: dict[str, object] = {
    "/v2": {
        "name": "thermocline-python-supervisor",
        "version": __version__,
        "extensions": ["model_repository"],
    },
    "/v2/health/live": {"live": True},
    "/v2/health/ready": {"ready": True},
    "/metrics": None,
}


def main() -> int:
    options = _options()
    stand_aside_for_a_first_process()
    to_standard_error()
    workers: Path = options.workers
    interpreters: Interpreters = OwnEnvironment()
    if options.environments != "own":
        interpreters = Environments(Path(options.environments).resolve(), options.base)
    try:
        lock = _only_one(workers)
        listener = _listener(workers / SOCKET)
    except OSError as e:
        print(f"{workers} cannot be used: {e}", file=sys.stderr)
        return 1
    repository = Repository(workers.resolve(), interpreters, options.most)
    routes = Routes(options.models, repository)
    server = Server(listener, routes.handle, 4 * options.most + 16, 1 << 20)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    threading.Thread(target=server.serve, daemon=True).start()
    _log.info(
        "The supervisor listens.",
        extra=fields(
            socket=str(workers / SOCKET),
            models=str(options.models),
            environments=options.environments,
            takes_network_away=can_isolate() or can_be_given_up(),
        ),
    )
    stop.wait()
    (workers / SOCKET).unlink(missing_ok=True)
    server.stop(0)
    repository.close()
    _log.info("The supervisor stops.")
    lock.close()
    return 0


def _only_one(workers: Path) -> IO[str]:
    """Holds the folder for this supervisor, and clears away what one that was killed left."""
    workers.mkdir(parents=True, exist_ok=True)
    lock = (workers / "supervisor.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        lock.close()
        raise OSError("another supervisor has it") from e
    for left in workers.glob("*.sock"):
        left.unlink(missing_ok=True)
    return lock


def _listener(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o117)  # its user and group, and nobody else, may ask
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(64)
    return listener


def _parameters(request: Request) -> Mapping[str, Any]:
    if not request.body:
        return {}
    parameters = http.document(request.body).get("parameters", {})
    if not isinstance(parameters, dict):
        raise bad_request("'parameters' is an object.")
    return parameters


def _is_size(value: object, least: int) -> bool:
    return type(value) is int and least <= value < 1 << 62


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode())


def _options() -> argparse.Namespace:
    def variable(name: str, otherwise: str) -> str:
        return os.environ.get(f"THERMOCLINE_RUNTIME_{name}", otherwise)

    parser = argparse.ArgumentParser(prog="thermocline_runtime.supervisor", description=__doc__)
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    parser.add_argument("--models", type=Path, default=Path(variable("MODELS", "/models")))
    parser.add_argument("--workers", type=Path, default=Path(variable("WORKERS", "/workers")))
    parser.add_argument(
        "--environments",
        default=variable("ENVIRONMENTS", "own"),
        help="folder of environments made from the models' requirements, or 'own': this one",
    )
    parser.add_argument(
        "--base", default=variable("BASE", here), help="the Python that environments are made with"
    )
    parser.add_argument("--most", type=int, default=64, help="models at once")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Starts one worker: ``python -m thermocline_runtime --model FOLDER --socket PATH``."""

from __future__ import annotations

import argparse
import logging
import os
import resource
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType

from . import logs
from .logs import fields
from .network import can_be_given_up, give_up

_log = logging.getLogger("thermocline_runtime")

_MORE_CONNECTIONS = 16


def main() -> int:
    options = _options()
    logs.to_standard_error()
    starter = _own_voice()
    if options.without_network and can_be_given_up():
        give_up()
    if options.with_parent:
        from .parent import die_with_parent

        if os.getpid() != os.getpgrp():
            os.setsid()  # so that what the model starts can be ended with it
        die_with_parent(sys.stdin.fileno())
    if options.memory:
        resource.setrlimit(resource.RLIMIT_DATA, (options.memory, options.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _serve(options, starter)
    except BaseException as e:
        _log.critical("The model cannot be served.", exc_info=True)
        # The only line on standard output is what the gateway tells its callers.
        _say(starter, f"failed {type(e).__name__}: {str(e)[:2000]}")
        return 1


def _own_voice() -> int:
    """Keeps standard output for the worker's word; what the model prints goes to the log."""
    starter = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return starter


def _say(starter: int, line: str) -> None:
    os.write(starter, line.replace("\n", " ").encode() + b"\n")


def _serve(options: argparse.Namespace, starter: int) -> int:
    # Late, so that limits hold and failures are reported for what is imported here, too.
    from .http import Server
    from .model import Model
    from .queueing import Turns
    from .worker import Worker

    model = Model(options.model)
    warm = model.warm_up()
    turns = Turns(options.threads, options.queue)
    worker = Worker(options.name, model, turns, options.timeout, options.longest)
    server = Server(_listener(options), worker.handle, _connections(options), options.largest_body)

    def stop(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=_finish, args=(server, options.drain)).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _log.info("The model is ready.", extra=fields(model=str(options.model), warmed_up=warm))
    _say(starter, "ready")
    threading.Thread(target=server.serve, daemon=True).start()
    while True:
        signal.pause()


def _finish(server: object, patience: float) -> None:
    from .http import Server

    assert isinstance(server, Server)
    finished = server.stop(patience)
    _log.info("The worker stops.", extra=fields(finished=finished))
    os._exit(0 if finished else 1)


def _listener(options: argparse.Namespace) -> socket.socket:
    if options.socket is not None:
        path: Path = options.socket
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)  # nobody else may ask
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
    else:
        host, _, port = options.tcp.rpartition(":")
        listener = socket.create_server((host, int(port)))
        _log.info("The worker listens.", extra=fields(port=listener.getsockname()[1]))
    listener.listen(_connections(options))
    return listener


def _connections(options: argparse.Namespace) -> int:
    """A caller keeps one for each question that may run or wait, and none may lack a listener."""
    return int(options.connections or options.threads + options.queue + _MORE_CONNECTIONS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="thermocline_runtime", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the MLflow model")
    parser.add_argument("--name", default="model", help="its name in the routes")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", type=Path, help="Unix domain socket to listen on")
    where.add_argument("--tcp", help="host:port to listen on, for containers")
    parser.add_argument("--with-parent", action="store_true", help="die when stdin closes")
    parser.add_argument(
        "--without-network", action="store_true", help="gives it up, where the system can do that"
    )
    parser.add_argument("--threads", type=int, default=1, help="questions answered at once")
    parser.add_argument("--queue", type=int, default=64, help="questions that may wait")
    parser.add_argument("--connections", type=int, help="connections; one a question and more")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds a question waits")
    parser.add_argument(
        "--longest", type=float, default=30.0, help="seconds till it counts as hung"
    )
    parser.add_argument("--drain", type=float, default=10.0, help="seconds to finish when stopped")
    parser.add_argument("--memory", type=int, default=0, help="bytes of data the process may have")
    parser.add_argument("--largest-body", type=int, default=64 << 20, help="bytes of a body")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

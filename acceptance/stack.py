"""The platform that suites and checks speak to: the one that is named, or one started for them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORTS = ("GATEWAY", "GRPC", "REGISTRY", "FEATURES", "POSTGRES", "REDIS_FEATURES", "REDIS_CACHE", "KAFKA", "KAFKA_CONTROLLER", "S3")


def platform(scratch: Path, options: list[str] | None = None) -> tuple[dict[str, str], object]:
    """The environment that names the platform, and how to stop it if it was started here, with options of `up`."""
    environment = dict(os.environ)
    if environment.get("THERMOCLINE_REGISTRY_URL"):
        return environment, lambda: None
    home = scratch / "home"
    environment["THERMOCLINE_HOME"] = str(home)

    def stop() -> None:
        subprocess.run([ROOT / "thermocline", "down"], env=environment, check=False, stdout=subprocess.DEVNULL)

    try:
        start(environment, options or [])
        found = json.loads(next(home.rglob("platform.json")).read_text())
    except BaseException:
        stop()
        raise
    environment["THERMOCLINE_REGISTRY_URL"] = found["registry"]
    environment["THERMOCLINE_FEATURES_URL"] = found["features"]
    environment["THERMOCLINE_GATEWAY_URL"] = found["gateway"]
    environment["THERMOCLINE_GATEWAY_GRPC"] = found["gatewayGrpc"]
    environment["THERMOCLINE_TOKEN"] = Path(found["tokenFile"]).read_text().strip()
    return environment, stop


def start(environment: dict[str, str], options: list[str]) -> None:
    """On ports that are free; one that another program takes meanwhile costs another try."""
    for last in (False, False, True):
        for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True):
            environment[f"THERMOCLINE_{name}_PORT"] = str(port)
        command = [ROOT / "thermocline", "up", "--detach", *options]
        done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
        print(done.stderr, end="", file=sys.stderr, flush=True)
        if done.returncode == 0:
            return
        if last or "is taken by another program" not in done.stderr:
            raise subprocess.CalledProcessError(done.returncode, command)


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports

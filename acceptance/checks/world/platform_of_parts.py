"""A platform of its own with two gateways, whose parts can be killed and come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from stack import free_ports, platform

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("postgres", "redis-features", "redis-cache", "kafka", "s3", "registry", "features", "gateway", "gateway-2")


class Platform:
    def __init__(self, scratch: Path) -> None:
        for name in ("REGISTRY", "FEATURES", "GATEWAY"):
            os.environ.pop(f"THERMOCLINE_{name}_URL", None)
        self.environment, self._stop = platform(scratch)
        self.home = next(scratch.rglob("platform.json")).parent
        self.registry = self.environment["THERMOCLINE_REGISTRY_URL"]
        self.features = self.environment["THERMOCLINE_FEATURES_URL"]
        self.headers = {"Authorization": f"Bearer {self.environment['THERMOCLINE_TOKEN']}"}
        self.kafka = f"127.0.0.1:{self.environment['THERMOCLINE_KAFKA_PORT']}"
        self._second_ports = free_ports(2)
        self._second: subprocess.Popen[bytes] | None = None
        self.gateways = {
            "gateway": self.environment["THERMOCLINE_GATEWAY_URL"],
            "gateway-2": f"http://127.0.0.1:{self._second_ports[0]}",
        }
        try:
            self._remember_gateway()
            self._start_second()
        except BaseException:
            self.stop()
            raise

    def _remember_gateway(self) -> None:
        process = Path("/proc") / str(self.pid("gateway"))
        words = process.joinpath("cmdline").read_bytes().decode().split("\0")[:-1]
        self._command = [word for word in words if not word.startswith("-XX:AOT")]
        pairs = (pair.split("=", 1) for pair in process.joinpath("environ").read_bytes().decode().split("\0") if "=" in pair)
        self._gateway_environment = dict(pairs)

    def _start_second(self) -> None:
        port, grpc = self._second_ports
        folder = self.home / "second-gateway"
        folder.mkdir(exist_ok=True)
        ours = {
            "SERVER_PORT": str(port),
            "THERMOCLINE_GATEWAY_GRPC_PORT": str(grpc),
            "THERMOCLINE_DATA_FOLDER": str(folder),
        }
        with (self.home / "second-gateway.log").open("ab") as log:
            self._second = subprocess.Popen(
                self._command, cwd=folder, env={**self._gateway_environment, **ours}, stdout=log, stderr=log
            )

    def part(self, name: str) -> dict[str, Any]:
        parts = json.loads((self.home / "run" / "state.json").read_text())["parts"]
        return next(each for each in parts if each["name"] == name)

    def pid(self, name: str) -> int:
        if name == "gateway-2":
            assert self._second is not None
            return self._second.pid
        return int(self.part(name)["pid"])

    def kill(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGKILL)
        if name == "gateway-2" and self._second is not None:
            self._second.wait()
            self._second = None

    def repair(self) -> str:
        """Starts again what is not there; says what went wrong, or nothing."""
        if self._second is None or self._second.poll() is not None:
            self._start_second()
        done = subprocess.run(
            [ROOT / "thermocline", "up", "--detach"], env=self.environment, check=False, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else (done.stdout + done.stderr)[-1500:]

    def ready(self, seconds: float) -> list[str]:
        """Waits until every service says that it is ready; names those that do not."""
        waiting = {"registry": self.registry, "features": self.features, **self.gateways}
        end = time.monotonic() + seconds
        while waiting and time.monotonic() < end:
            for name, url in list(waiting.items()):
                try:
                    with urllib.request.urlopen(url + "/readyz", timeout=5) as answer:
                        if json.load(answer).get("status") == "ready":
                            del waiting[name]
                except (OSError, ValueError):
                    pass
            time.sleep(0.2)
        return sorted(waiting)

    def status(self) -> dict[str, Any]:
        done = subprocess.run(
            [ROOT / "thermocline", "status", "--json"], env=self.environment, check=False, capture_output=True, text=True
        )
        return json.loads(done.stdout)

    def stop(self) -> None:
        if self._second is not None:
            self._second.terminate()
            try:
                self._second.wait(30)
            except subprocess.TimeoutExpired:
                self._second.kill()
                self._second.wait()
        self._stop()

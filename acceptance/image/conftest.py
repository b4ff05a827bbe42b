"""What the images contain, made by the Dockerfile's steps without an engine, and started as there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"registry": "registry-service", "features": "feature-service", "gateway": "serving-gateway"}
USER = 10001


def jdk() -> Path:
    """The JDK that ./thermocline found."""
    state = ROOT / ".thermocline" / "launcher" / "state"
    found = os.environ.get("THERMOCLINE_JDK") or state.read_text().split("-", 1)[1]
    return Path(found)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def only_read(path: Path, mode: int) -> None:
    """As a mounted secret: its owner is root, its group is the service's."""
    path.chmod(mode)
    if os.getuid() == 0:
        os.chown(path, 0, USER)


def open_way(folder: Path) -> None:
    """Another user must be able to walk down to it."""
    for one in (folder, *folder.parents):
        if one.stat().st_uid == os.getuid() and one != Path("/"):
            one.chmod(one.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


class Image:
    """The folder /app of each image, and one container's worth of everything else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        java, layers = jdk() / "bin", folder / "layers"
        for service in SERVICES.values():
            jar = next(j for j in (ROOT / service / "target").glob(f"{service}-*.jar") if "sources" not in j.name)
            extract = [java / "java", "-Djarmode=tools", "-jar", jar, "extract", "--layers"]
            subprocess.run(
                [*extract, "--application-filename", "app.jar", "--destination", layers / service],
                check=True,
                capture_output=True,
            )
            app = folder / service
            for layer in ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application"):
                shutil.copytree(layers / service / layer, app, dirs_exist_ok=True)
            shutil.copy(ROOT / "containers" / "jvm.options", app)
        shutil.rmtree(layers)
        subprocess.run([java / "java", ROOT / "containers" / "Natives.java", folder], check=True, capture_output=True)
        subprocess.run([java / "javac", "-d", folder / "probe", ROOT / "containers" / "Probe.java"], check=True)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)

    def release(self) -> None:
        for path in [self.folder, *self.folder.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)


class Container:
    """One start of a service out of its image."""

    def __init__(self, image: Image, service: str, scratch: Path, found: dict) -> None:
        self.image, self.service, self.scratch, self.port = image, service, scratch, free_port()
        self.secrets, self.data, self.tmp = scratch / "secrets", scratch / "data", scratch / "tmp"
        for folder in (self.secrets, self.data, self.tmp):
            folder.mkdir(parents=True)
            open_way(folder)
            if os.getuid() == 0 and folder != self.secrets:
                os.chown(folder, USER, USER)
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "LOGGING_STRUCTURED_FORMAT_CONSOLE": "ecs",
            "SERVER_PORT": str(self.port),
            "THERMOCLINE_DATA_FOLDER": str(self.data),
            "THERMOCLINE_REGISTRY_URL": found["registry"],
            "THERMOCLINE_FEATURES_URL": found["features"],
            "THERMOCLINE_S3_ENDPOINT": found["s3"]["endpoint"],
            "THERMOCLINE_S3_REGION": found["s3"]["region"],
            "THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS": found["kafka"]["bootstrapServers"],
        }
        self.token_file = Path(found["tokenFile"])
        keys = self.token_file.parent
        self.secret("THERMOCLINE_S3_ACCESS_KEY", found["s3"]["accessKey"])
        self.secret("THERMOCLINE_S3_SECRET_KEY", found["s3"]["secretKey"])
        self.copy("THERMOCLINE_AUTH_SERVICE_TOKEN", keys / f"{service}-token")
        if service == "registry":
            self.copy("THERMOCLINE_AUTH_ADMIN_TOKEN", self.token_file)
            for name in SERVICES:
                self.copy(f"THERMOCLINE_AUTH_SERVICE_TOKEN_FILES_{name.upper()}", keys / f"{name}-token", "")
        if service in ("registry", "features"):
            self.environment["THERMOCLINE_POSTGRES_URL"] = found["postgres"]["url"]
            self.environment["THERMOCLINE_POSTGRES_USER"] = service
            self.environment["THERMOCLINE_POSTGRES_SCHEMA"] = service
            self.copy("THERMOCLINE_POSTGRES_PASSWORD", keys / f"postgres-{service}")
        if service in ("features", "gateway"):
            self.secret("THERMOCLINE_REDIS_FEATURES_URL", found["redis"]["features"])
        if service == "gateway":
            self.environment["THERMOCLINE_GATEWAY_GRPC_PORT"] = str(free_port())
            self.secret("THERMOCLINE_REDIS_CACHE_URL", found["redis"]["cache"])

    def secret(self, variable: str, value: str, suffix: str = "_FILE") -> Path:
        file = self.secrets / variable.lower()
        file.unlink(missing_ok=True)  # what is there may be only to be read
        file.write_text(value)
        only_read(file, 0o440)
        self.environment[variable + suffix] = str(file)
        return file

    def copy(self, variable: str, source: Path, suffix: str = "_FILE") -> Path:
        return self.secret(variable, source.read_text().strip(), suffix)

    def put(self, path: str, text: str) -> None:
        """A file that a run before this one left in its data."""
        file = self.data / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
        if os.getuid() == 0:
            for one in (file.parent, file):
                os.chown(one, USER, USER)

    def told(self) -> list[str]:
        """The secrets that no line of its log may hold."""
        keys = ("token", "password", "secret_key", "redis")
        values = [file.read_text() for file in self.secrets.iterdir() if any(key in file.name for key in keys)]
        return [value for value in values if value]

    def start(self) -> None:
        app = self.image.folder / SERVICES[self.service]
        command = [jdk() / "bin" / "java", "@jvm.options", f"-Djava.io.tmpdir={self.tmp}", "-jar", "app.jar"]
        other = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}
        with (self.scratch / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=app, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **other
            )

    def log(self) -> str:
        return (self.scratch / "log").read_text(errors="replace")

    def ready(self, seconds: float = 300) -> bool:
        end = time.monotonic() + seconds
        assert self.process is not None
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def probe(self) -> int:
        command = [jdk() / "bin" / "java", "-XX:TieredStopAtLevel=1", "-cp", self.image.folder / "probe", "Probe"]
        return subprocess.run(command, env=self.environment, check=False).returncode

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    root = tmp_path_factory.mktemp("image")
    open_way(root)
    made = Image(root / "app")
    yield made
    made.release()
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def found() -> dict:
    home = os.environ.get("THERMOCLINE_HOME") or ROOT / ".thermocline"
    return json.loads(next(Path(home).rglob("platform.json")).read_text())

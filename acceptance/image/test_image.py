from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import SERVICES, Container, Image


def test_each_service_serves_as_another_user_from_a_folder_that_nobody_may_write(
    image: Image, found: dict, tmp_path: Path
) -> None:
    containers = [Container(image, service, tmp_path / service, found) for service in SERVICES]
    try:
        for container in containers:
            container.start()
        for container in containers:
            assert container.ready(), container.log()[-4000:]
            assert container.probe() == 0
    finally:
        codes = [container.stop() for container in containers]
    assert codes == [143, 143, 143]
    for container in containers:
        assert not [secret for secret in container.told() if secret in container.log()]


def test_refuses_all_that_is_unsafe_at_once_each_with_its_way_out(image: Image, found: dict, tmp_path: Path) -> None:
    containers = [Container(image, service, tmp_path / service, found) for service in SERVICES]
    for container in containers:
        container.environment["SERVER_ADDRESS"] = "::"  # not only this machine
        container.environment["THERMOCLINE_TYPO"] = "1"
        container.copy("THERMOCLINE_AUTH_SERVICE_TOKEN", Path(found["tokenFile"])).chmod(0o666)
        if container.service != "gateway":
            container.secret("THERMOCLINE_POSTGRES_PASSWORD", "")
        container.start()
    for container in containers:
        assert not container.ready()
        assert container.process is not None
        assert container.process.wait(60) == 1
        log = container.log()
        # As containers log: an object a line.
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert any(line["log"]["level"] == "ERROR" for line in lines), log[-4000:]
        said = "\n".join(line.get("message", "") + str(line.get("error", "")) for line in lines)
        assert "Refused to start" in said, said
        for reason, way_out in (
            ("server.address=:: takes tokens in plain text", "thermocline.trusted-network"),
            ("can be written by others than its owner", "chmod go-w"),
            ("THERMOCLINE_TYPO", "is not a setting of this platform"),
        ):
            assert reason in said and way_out in said, said
        assert container.service == "gateway" or "thermocline.postgres.password has an empty password" in said, said
        assert not [secret for secret in container.told() if secret in log]


def ask(container: Container, method: str, path: str) -> tuple[int, str]:
    token = container.token_file.read_text().strip()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", container.port, timeout=30)
    connection.request(method, path, b"{}" if method == "POST" else None, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_ten_minutes_without_the_registry_end_changes_and_leave_reads_and_predictions(
    image: Image, found: dict, tmp_path: Path
) -> None:
    away = {**found, "registry": "http://127.0.0.1:1"}
    features, gateway = (Container(image, service, tmp_path / service, away) for service in ("features", "gateway"))
    for container in (features, gateway):
        kept = next((Path(found["tokenFile"]).parents[1] / "data").rglob(f"{SERVICES[container.service]}/verifiers.json"))
        copy = json.loads(kept.read_text())
        copy["confirmedAt"] = (datetime.now(UTC) - timedelta(minutes=10, seconds=5)).isoformat()
        container.put(f"{kept.parent.name}/{kept.name}", json.dumps(copy))
        for routes in kept.parents[1].rglob("routing.json"):
            container.put("gateway/routing.json", routes.read_text())
        container.start()
    try:
        assert features.ready() and gateway.ready()
        for container, method, path in (
            (features, "POST", "/api/v1/views/apply"),
            (gateway, "DELETE", "/api/v1/predict/nothing/cache"),
        ):
            status, said = ask(container, method, path)
            assert status == 503 and "has not confirmed the tokens since" in said, said
            assert "Reads and predictions go on" in said
        assert ask(features, "GET", "/api/v1/views")[0] == 200
        assert ask(features, "POST", "/api/v1/online/read")[0] == 400  # let in, and then found to ask nothing
        assert ask(gateway, "POST", "/api/v1/predict/nothing")[0] == 404  # let in; there is no such deployment
    finally:
        features.stop()
        gateway.stop()


class Callers:
    """Callers that keep their connections and go to whatever replica the list names."""

    def __init__(self, token: str, ports: list[int]) -> None:
        self.token, self.ports = token, list(ports)
        self.made: list[str] = []
        self.faults: list[str] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.call, args=(number,)) for number in range(6)]
        for thread in self.threads:
            thread.start()

    def call(self, number: int) -> None:
        open_to: dict[int, http.client.HTTPConnection] = {}
        for turn in itertools.count(number):
            if self.over.is_set():
                return
            ports = list(self.ports)
            port = ports[turn % len(ports)]
            connection = open_to.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=30))
            try:
                body = json.dumps({"experiment_id": "0", "run_name": f"{number}-{turn}", "start_time": turn})
                headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
                connection.request("POST", "/api/2.0/mlflow/runs/create", body, headers)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    self.made.append(json.loads(text)["run"]["info"]["run_id"])
                else:
                    self.faults.append(f"{answer.status} {text[:200]!r}")
            except OSError as error:
                self.faults.append(f"{type(error).__name__}: {error}")
                return

    def finish(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)


def test_a_rolling_update_drops_no_request(image: Image, found: dict, tmp_path: Path) -> None:
    """The signals of a cluster: a new pod is ready, the old one leaves the list, then it is told to stop."""
    token = Path(found["tokenFile"]).read_text().strip()
    old, new = (Container(image, "registry", tmp_path / name, found) for name in ("old", "new"))
    old.start()
    assert old.ready(), old.log()[-4000:]
    callers = Callers(token, [old.port])
    try:
        new.start()
        assert new.ready(), new.log()[-4000:]
        callers.ports.append(new.port)
        time.sleep(1)
        callers.ports.remove(old.port)
        time.sleep(0.2)  # much less than the five seconds of the preStop hook
        before = len(callers.made)
        assert old.stop() == 143
        time.sleep(1)
    finally:
        callers.finish()
        new.stop()
    assert callers.faults == []
    assert len(callers.made) > before > 20
    assert len(set(callers.made)) == len(callers.made)

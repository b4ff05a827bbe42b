from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
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
        secrets = [file.read_text() for file in container.secrets.iterdir() if "token" in file.name]
        assert not [secret for secret in secrets if secret in container.log()]


def test_each_refusal_of_the_door_still_works_there_all_reasons_at_once(
    image: Image, found: dict, tmp_path: Path
) -> None:
    containers = [Container(image, service, tmp_path / service, found) for service in SERVICES]
    for container in containers:
        container.environment["SERVER_ADDRESS"] = "0.0.0.0"
        container.environment["THERMOCLINE_TYPO"] = "1"
        writable = container.copy("THERMOCLINE_AUTH_SERVICE_TOKEN", Path(found["tokenFile"]))
        writable.chmod(0o666)
        if container.service == "registry":
            container.secret("THERMOCLINE_POSTGRES_PASSWORD", "")
        container.start()
    for container in containers:
        assert not container.ready()
        assert container.process is not None
        assert container.process.wait(60) == 1
        log = container.log()
        assert "trusted-network" in log, log[-4000:]
        assert "can be written by others" in log, log[-4000:]
        assert "THERMOCLINE_TYPO is not a setting" in log
        assert container.service != "registry" or "postgres.password has an empty password" in log


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

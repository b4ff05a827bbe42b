from __future__ import annotations

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

"""Services that would be unsafe do not start, and say everything that is wrong at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "acceptance"))
from leaks import java  # noqa: E402


def jar(service: str) -> Path:
    found = sorted((ROOT / ".thermocline" / "services").rglob(f"{service}.jar"), key=lambda file: file.stat().st_mtime)
    assert found, f"{service} is not built here; ./thermocline up builds it"
    return found[-1]


def refusal(service: str, folder: Path, **settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THERMOCLINE_")}
    environment |= {"SERVER_PORT": "0", "THERMOCLINE_DATA_FOLDER": str(folder / "data"), **settings}
    ended = subprocess.run(
        [java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar(service)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )
    assert ended.returncode != 0, "it started"
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("service", ["registry-service", "feature-service"])
def test_refuses_plain_text_an_empty_password_and_a_writable_token_file_at_once(service, tmp_path):
    token = tmp_path / "token"
    token.write_text("tc_not-to-be-trusted")
    token.chmod(0o666)
    said = refusal(
        service,
        tmp_path,
        SERVER_ADDRESS="0.0.0.0",
        THERMOCLINE_POSTGRES_URL="jdbc:postgresql://127.0.0.1:1/thermocline",
        THERMOCLINE_POSTGRES_USER="somebody",
        THERMOCLINE_POSTGRES_PASSWORD="",
        THERMOCLINE_AUTH_SERVICE_TOKEN_FILE=str(token),
        THERMOCLINE_S3_ENDPOINT="http://127.0.0.1:1",
        THERMOCLINE_S3_ACCESS_KEY="somebody",
        THERMOCLINE_S3_SECRET_KEY="long-and-secret-enough",
        THERMOCLINE_REDIS_FEATURES_URL="redis://somebody:long-and-secret-enough@127.0.0.1:1",
        THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1",
        THERMOCLINE_POSTGRE_URL="a typing error",
        LOGGING_STRUCTURED_FORMAT_CONSOLE="ecs",
    )
    # As containers log: an object a line.
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert any(line["log"]["level"] == "ERROR" for line in lines), said
    said = "\n".join(line.get("message", "") + str(line.get("error", "")) for line in lines)
    assert "Refused to start" in said
    for reason, way_out in (
        ("server.address=0.0.0.0 takes tokens in plain text", "thermocline.trusted-network"),
        ("thermocline.postgres.password", "password"),
        ("can be written by others than its owner", "chmod go-w"),
        ("THERMOCLINE_POSTGRE_URL", "is not a setting of this platform"),
    ):
        assert reason in said and way_out in said, said
    assert "tc_not-to-be-trusted" not in said and "long-and-secret-enough" not in said

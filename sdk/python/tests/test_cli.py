"""The command line: its verbs, what it prints, and what it says to those who err."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx2
import pytest

import thermocline as tc
from fakes import ADDRESS, Fake
from thermocline import _cli
from thermocline._cli import PLATFORM_VERBS, main
from thermocline._connect import Address

ROOT = Path(__file__).resolve().parents[3]


def connect_to(wire: httpx2.BaseTransport, patch: pytest.MonkeyPatch) -> None:
    address = Address(**ADDRESS)
    patch.setattr(_cli, "connect", lambda *_, **__: tc.Platform(address, wire, lambda _: None))


@pytest.fixture(autouse=True)
def platform(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    connect_to(fake.wire, monkeypatch)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_prints_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "online", "triage", "patient_id=1", "patient_id=2")
    assert out.splitlines() == [
        "entity  feature    value  status   event_time",
        "0       vitals:bp  120.0  PRESENT  2026-01-01T00:00:00Z",
        "1       vitals:bp  120.0  PRESENT  2026-01-01T00:00:00Z",
    ]
    assert "mean" in printed(capsys, "statistics", "vitals")


def test_prints_json_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(printed(capsys, "predict", "readmission", "patient_id=7", "--json"))
    assert (answer["predictions"], answer["version"]) == ([0.25], "readmission/1")


def test_files_go_in_and_come_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet as parquet

    rows, out = tmp_path / "rows.parquet", tmp_path / "out.parquet"
    parquet.write_table(pyarrow.table({"patient_id": [1, 2]}), rows)
    assert "number" in printed(capsys, "ingest", "vitals", str(rows))
    words = ["score", str(rows), str(out), "--deployment", "readmission", "--keys", "patient_id"]
    assert json.loads(printed(capsys, *words, "--json"))["rows"] == 2
    assert parquet.read_table(out).column("prediction").to_pylist() == [0.25, 0.25]
    assert "written" in printed(capsys, "push", "bedside", '{"patient_id": 1}')
    assert "succeeded" in printed(capsys, "materialize", "vitals")


def test_a_file_of_definitions_is_planned(
    capsys: pytest.CaptureFixture[str], fake: Fake, tmp_path: Path
) -> None:
    file = tmp_path / "features.py"
    file.write_text(
        "import thermocline as tc\n"
        'vitals = tc.FeatureView("vitals", "patient", [tc.Field("bp", "float64")])\n'
    )
    assert printed(capsys, "plan", str(file)) == "add view vitals\n"
    asked = len(fake.wire.seen)
    file.write_text("")
    assert main(["plan", str(file)]) == 1
    assert "defines no entity" in capsys.readouterr().err
    assert len(fake.wire.seen) == asked


def test_tokens_are_made_listed_rotated_and_revoked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, bytes]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append((request.method, request.url.path, request.content))
        if request.method == "GET":
            return httpx2.Response(200, json={"tokens": [{"name": "ci", "role": "reader"}]})
        return httpx2.Response(200, json={"name": "ci", "token": "tc_once"})

    connect_to(httpx2.MockTransport(answer), monkeypatch)
    assert "tc_once" in printed(
        capsys, "tokens", "create", "ci", "reader", "--expires", "2027-01-31T00:00:00Z"
    )
    assert printed(capsys, "tokens", "list") == "name  role\nci    reader\n"
    assert "tc_once" in printed(capsys, "tokens", "rotate", "ci")
    printed(capsys, "tokens", "revoke", "ci")
    assert [(method, path) for method, path, _ in seen] == [
        ("POST", "/api/v1/tokens"),
        ("GET", "/api/v1/tokens"),
        ("POST", "/api/v1/tokens/ci/rotate"),
        ("DELETE", "/api/v1/tokens/ci"),
    ]
    assert json.loads(seen[0][2])["expiresAt"] == "2027-01-31T00:00:00Z"


def test_errors_are_one_line_or_json_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "readmission"]) == 1
    assert capsys.readouterr().err.startswith("thermocline: Say about whom")
    assert main(["predict", "readmission", "patient_id", "--json"]) == 1
    body = json.loads(capsys.readouterr().err)
    assert body["code"] == "no-pair"
    assert body["safeToRepeat"] is False


def test_names_the_script_for_each_of_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in PLATFORM_VERBS:
        assert main([verb, "--x"]) == 2
        assert f"./thermocline {verb} --x" in capsys.readouterr().err


def test_knows_every_verb_of_the_script_and_repeats_none() -> None:
    commands = ROOT / "local-stack/src/main/java/dev/thermocline/stack/command"
    theirs = re.findall(r'commands\.put\(\s*"(\w+)"', (commands / "Commands.java").read_text())
    assert sorted(PLATFORM_VERBS) == sorted(theirs)
    with pytest.raises(SystemExit):
        _cli._parser().parse_args(["up"])


def completed(words: list[str]) -> list[str]:
    script = (
        'source /dev/stdin; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _thermocline; '
        'echo "${COMPREPLY[@]}"'
    )
    made = _cli.script("bash", _cli._parser())
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words],
        input=made,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bash_completes_verbs_their_verbs_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert completed(["thermocline", "tok"]) == ["tokens"]
    assert completed(["thermocline", "tokens", "ro"]) == ["rotate"]
    assert completed(["thermocline", "datasets", "upload", "--pre"]) == ["--preprocessing"]
    assert completed(["thermocline", "completion", "z"]) == ["zsh"]
    assert printed(capsys, "completion", "zsh").startswith("autoload")
    assert "-a rotate" in printed(capsys, "completion", "fish")

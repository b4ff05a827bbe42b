from __future__ import annotations

import json
from pathlib import Path

import pytest

from thermocline._connect import find
from thermocline._errors import NotConnected


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "REGISTRY_URL", "FEATURES_URL", "GATEWAY_URL", "TOKEN", "PROJECT"):
        monkeypatch.delenv(f"THERMOCLINE_{name}", raising=False)


def stack(folder: Path) -> None:
    home = folder / ".thermocline"
    home.mkdir()
    (home / "token").write_text("tc_local\n")
    (home / "platform.json").write_text(
        json.dumps(
            {
                "registry": "http://r",
                "features": "http://f",
                "gateway": "http://g",
                "tokenFile": str(home / "token"),
            }
        )
    )


def test_finds_the_local_stack_from_a_folder_below_it(tmp_path: Path) -> None:
    stack(tmp_path)
    below = tmp_path / "notebooks" / "a"
    below.mkdir(parents=True)
    found = find(start=below)
    assert (found.registry, found.token) == ("http://r", "tc_local")


def test_thermocline_home_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack(tmp_path)
    monkeypatch.setenv("THERMOCLINE_HOME", str(tmp_path / ".thermocline"))
    assert find(start=Path("/")).gateway == "http://g"


def test_arguments_win_over_environment_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack(tmp_path)
    monkeypatch.setenv("THERMOCLINE_REGISTRY_URL", "http://env")
    found = find(features="http://arg", token="t", start=tmp_path)
    assert (found.registry, found.features, found.gateway) == (
        "http://env",
        "http://arg",
        "http://g",
    )
    assert found.token == "t"


def test_says_what_to_do_when_nothing_is_there(tmp_path: Path) -> None:
    with pytest.raises(NotConnected, match=r"\./thermocline up"):
        find(start=tmp_path)


def test_never_prints_the_token(tmp_path: Path) -> None:
    stack(tmp_path)
    assert "tc_local" not in repr(find(start=tmp_path))

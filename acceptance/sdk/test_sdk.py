"""The SDK's own gate: its tests and examples, its types, its style, and its wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from gate import GATE, passes

SDK = Path(__file__).resolve().parents[2] / "sdk" / "python"


@pytest.mark.parametrize("part", GATE)
def test_the_gate_of_the_sdk(part: str) -> None:
    passes(SDK, part)




@pytest.mark.whole
def test_a_wheel_installs_elsewhere_and_works(tmp_path: Path) -> None:
    """In an environment that has nothing, far from the sources."""
    run(tmp_path, sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path / "wheels", SDK)
    (wheel,) = (tmp_path / "wheels").glob("thermocline-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert "thermocline/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"thermocline", wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"}

    run(tmp_path, sys.executable, "-m", "venv", "fresh")
    fresh = tmp_path / "fresh" / "bin"
    run(tmp_path, fresh / "pip", "install", "-q", "--disable-pip-version-check", wheel)
    where = run(tmp_path, fresh / "python", "-W", "error", "-c", "import thermocline; print(thermocline.__file__)")
    assert where.startswith(str(tmp_path / "fresh"))
    assert "predict" in run(tmp_path, fresh / "thermocline", "--help")
    assert "predict" in run(tmp_path, fresh / "python", "-m", "thermocline", "--help")


def run(folder: Path, *command: object) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "THERMOCLINE"))}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

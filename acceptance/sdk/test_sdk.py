"""The SDK's own gate: its tests and examples, its types, its style, and how long it takes to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SDK = Path(__file__).resolve().parents[2] / "sdk" / "python"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        [BIN / "mypy", "--no-incremental"],
        [BIN / "ruff", "check", "--no-cache", "."],
        [BIN / "ruff", "format", "--no-cache", "--check", "."],
    ],
    ids=["tests", "types", "lint", "format"],
)
def test_the_gate_of_the_sdk(command: list[str]) -> None:
    done = subprocess.run(command, cwd=SDK, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_public_is_what_is_said() -> None:
    import thermocline

    public = {name for name in vars(thermocline) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(thermocline, name)).__name__ == "module"}
    assert public - modules == set(thermocline.__all__)

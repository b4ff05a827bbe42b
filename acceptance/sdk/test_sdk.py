"""The SDK's own gate: its tests and examples, its types, its style, and how long it takes to import."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate import GATE, passes

SDK = Path(__file__).resolve().parents[2] / "sdk" / "python"


@pytest.mark.parametrize("part", GATE)
def test_the_gate_of_the_sdk(part: str) -> None:
    passes(SDK, part)


def test_what_is_public_is_what_is_said() -> None:
    import thermocline

    public = {name for name in vars(thermocline) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(thermocline, name)).__name__ == "module"}
    assert public - modules == set(thermocline.__all__)

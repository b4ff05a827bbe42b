"""The SDK's own gate: its tests and examples, its types, its style, and how long it takes to import."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate import GATE, passes

SDK = Path(__file__).resolve().parents[2] / "sdk" / "python"


@pytest.mark.parametrize("part", GATE)
def test_the_gate_of_the_sdk(part: str) -> None:
    passes(SDK, part)



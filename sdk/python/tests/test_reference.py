from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import thermocline as tc

SDK = Path(__file__).resolve().parents[1]


def test_the_reference_page_is_what_the_package_says() -> None:
    command = [sys.executable, SDK / "tools" / "reference.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"write it: python sdk/python/tools/reference.py\n{done.stderr}"


def test_the_reference_page_names_everything_public() -> None:
    page = (SDK.parents[1] / "docs" / "python.md").read_text()
    assert [name for name in tc.__all__ if f"### {name}" not in page] == []

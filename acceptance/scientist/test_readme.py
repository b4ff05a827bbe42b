"""The code in the README runs as it stands there, and again on what it left."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_code_of_the_readme_reaches_a_prediction_that_a_push_changes(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    for again in (False, True):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        before, after = (float(line) for line in re.findall(r"^[0-9.]+$", done.stdout, re.MULTILINE))
        assert abs(after - 39) < 0.001
        assert before == after if again else abs(before - (30 + 52 / 9)) < 0.001

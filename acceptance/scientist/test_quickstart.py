"""The quick-start notebook runs to its end, every cell, with its pictures."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "sdk" / "python" / "examples" / "quickstart.ipynb"


def test_the_quick_start_runs_to_its_end(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "committed without its outputs"
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [each for each in outputs if "image/png" in each.get("data", {})]
    assert len(pictures) == 2
    assert any("before" in each.get("text", "") and "after" in each["text"] for each in outputs)
    origins = [each["data"]["text/plain"] for each in outputs if each.output_type == "execute_result"][-1]
    assert "snapshot" in origins
    assert "run" in origins

"""Files and rows through the SDK: read once over the network, and never twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import thermocline as tc

from conftest import rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    for number in range(8):
        (made / f"{number}.bin").write_bytes(bytes(range(256)) * 400 * (number + 1))
    return made


def test_the_second_notebook_reads_no_byte_over_the_network(p, wire, name, folder):
    p.datasets.create(name, "raw")
    assert p.datasets.upload(name, folder, progress=False).files == 8
    with p.datasets.local(name, 1, progress=False) as files:
        assert files["7.bin"].read_bytes() == (folder / "7.bin").read_bytes()
    asked = len(wire.requests)
    with tc.Platform(p.address, wire) as second, second.datasets.local(name, 1, progress=False) as files:
        assert len(files) == 8
    assert wire.requests[asked:] == []


def test_another_process_uses_the_same_cache(p, name, folder, cache):
    p.datasets.create(name, "raw")
    p.datasets.upload(name, folder, progress=False)
    p.datasets.local(name, 1, progress=False).close()
    code = (
        "import sys, httpx2, thermocline as tc\n"
        "nobody = httpx2.MockTransport(lambda request: sys.exit(f'asked {request.url}'))\n"
        "p = tc.Platform(tc.connect(mlflow=False).address, nobody)\n"
        f"print(len(p.datasets.local({name!r}, 1, progress=False)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "8", done.stderr


def test_a_file_that_broke_off_is_brought_to_its_end(p, wire, name, folder, tmp_path):
    p.datasets.create(name, "raw")
    p.datasets.upload(name, folder, progress=False)
    here = tmp_path / "here"
    here.mkdir()
    (here / "7.bin.part").write_bytes((folder / "7.bin").read_bytes()[:100_000])
    p.datasets.download(name, here, 1, progress=False)
    assert (here / "7.bin").read_bytes() == (folder / "7.bin").read_bytes()


def test_rows_in_parts_become_one_snapshot(p, view, tmp_path, monkeypatch):
    monkeypatch.setattr("thermocline._ingestion.AT_ONCE", 20_000)
    monkeypatch.setattr("thermocline._ingestion.PART", 20_000)
    file = tmp_path / "rows.csv"
    rows(5_000).to_csv(file, index=False)
    made = p.features.ingest(view, file, progress=False)
    assert (made["number"], made["rows"]) == (1, 5_000)
    statistics = p.features.statistics(view).to_pandas()
    assert statistics.loc["bp", "count"] == 5_000


def test_a_training_set_is_opened_again_from_disk(p, wire, view):
    p.features.ingest(view, rows(), progress=False)
    made = p.features.historical(rows()[["patient_id", "event_time"]], f"f{view}", progress=False)
    assert made.to_pandas()["bp"].tolist() == [100.0, 101.0, 102.0, 103.0]
    asked = len(wire.requests)
    with tc.Platform(p.address, wire) as second:
        assert second.features.training_set(made.id).to_arrow().num_rows == 4
    assert wire.requests[asked:] == []

"""Batch scoring: frames and files, in pieces, going on after a failure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pyarrow
import pyarrow.parquet as parquet
import pytest

import thermocline as tc
from fakes import Fake, away, once

FRAME = pyarrow.table({"patient_id": list(range(25)), "bp": [float(n) for n in range(25)]})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    parquet.write_table(FRAME, tmp_path / "rows.parquet")
    return tmp_path / "rows.parquet"


def test_a_frame_is_scored_in_pieces_and_in_order(p: tc.Platform, fake: Fake) -> None:
    told: list[Mapping[str, Any]] = []
    scores = p.predict.batch(
        FRAME, "readmission", keys=["patient_id"], size=10, progress=told.append
    )
    assert len(scores) == 25
    table = scores.to_arrow()
    assert table.column("patient_id").to_pylist() == list(range(25))
    assert table.column("prediction").to_pylist() == [0.25] * 25
    assert set(table.column("prediction_version").to_pylist()) == {"readmission/1"}
    assert len(fake.wire.asked("POST", "/predict")) == 3
    assert (told[-1]["done"], told[-1]["total"]) == (25, 25)


def test_inputs_alone_and_keys_alone_are_scored(p: tc.Platform) -> None:
    assert len(p.predict.batch({"bp": [1.0, 2.0]}, "m", progress=False)) == 2
    assert len(p.predict.batch({"id": [1, 2]}, "m", keys=["id"], progress=False)) == 2


def test_pandas_and_polars_come_back_as_they_are_asked_for(p: tc.Platform) -> None:
    import polars

    frame = FRAME.to_pandas()
    scored = p.predict.batch(frame, "m", keys=["patient_id"], progress=False).to_pandas()
    assert scored["prediction"].tolist() == [0.25] * 25
    polar = p.predict.batch(polars.DataFrame(FRAME), "m", progress=False).to_polars()
    assert polar.columns[:3] == ["patient_id", "bp", "prediction"]


def test_a_file_becomes_a_file_and_goes_on_where_it_broke(
    p: tc.Platform, fake: Fake, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scored.parquet"
    fake.wire.before.append(away("/predict", after=3))
    with pytest.raises(tc.Interrupted, match="stopped after 15 of 25 rows") as caught:
        p.predict.batch(file, "m", out=out, size=5, parallel=1, progress=False)
    assert "repeat the same call, and only the rest is scored" in str(caught.value)
    assert not out.exists()

    fake.wire.before.clear()
    scored = fake.scored
    with tc.Platform(p.address, fake.wire) as another_process:
        another_process.predict.batch(file, "m", out=out, size=5, progress=False)
    assert fake.scored - scored == 10
    assert parquet.read_table(out).column("bp").to_pylist() == FRAME.column("bp").to_pylist()
    assert list(tmp_path.glob("*.pieces")) == []


def test_a_frame_goes_on_with_what_the_error_has(p: tc.Platform, fake: Fake) -> None:
    fake.wire.before.append(away("/predict", after=2))
    with pytest.raises(tc.Interrupted, match=r"resume=error\.partial") as caught:
        p.predict.batch(FRAME, "m", size=5, parallel=1, progress=False)
    partial = caught.value.partial
    assert partial.to_arrow().num_rows == 10

    fake.wire.before.clear()
    scored = fake.scored
    whole = p.predict.batch(FRAME, "m", size=5, progress=False, resume=partial)
    assert (len(whole), fake.scored - scored) == (25, 15)
    with pytest.raises(tc.InvalidArgument, match="another batch"):
        p.predict.batch(FRAME, "other", size=5, progress=False, resume=partial)


def test_the_beginning_of_another_batch_is_not_taken(
    p: tc.Platform, fake: Fake, file: Path, tmp_path: Path
) -> None:
    fake.wire.before.append(away("/predict", after=1))
    with pytest.raises(tc.Interrupted):
        p.predict.batch(file, "m", out=tmp_path / "o", size=5, parallel=1, progress=False)
    with pytest.raises(tc.InvalidArgument, match="beginning of another batch"):
        p.predict.batch(file, "other", out=tmp_path / "o", size=5, progress=False)


def test_a_short_break_is_waited_out(p: tc.Platform, fake: Fake) -> None:
    fake.wire.before.append(once("/predict", httpx2.ReadError))
    assert len(p.predict.batch(FRAME, "m", size=5, progress=False)) == 25


def test_names_that_are_there_already_and_missing_keys_are_refused(p: tc.Platform) -> None:
    with pytest.raises(tc.InvalidArgument, match="column 'prediction' already"):
        p.predict.batch({"prediction": [1]}, "m", progress=False)
    with pytest.raises(tc.InvalidArgument, match=r"no column 'ward' .*patient_id, bp"):
        p.predict.batch(FRAME, "m", keys=["ward"], progress=False)

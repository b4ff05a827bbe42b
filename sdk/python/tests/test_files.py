"""Files on their way to the platform and back: verified, going on after a break, read once."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest

import thermocline as tc
from fakes import Fake, away, once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    (made / "deep").mkdir(parents=True)
    for number in range(6):
        (made / "deep" / f"{number}.bin").write_bytes(bytes([number]) * (1000 + number))
    return made


def test_a_folder_becomes_a_version_with_progress_to_its_last_byte(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    told: list[Mapping[str, Any]] = []
    made = p.datasets.upload("scans", folder, progress=told.append)
    assert made.files == 6
    assert fake.versions[0]["deep/3.bin"] == bytes([3]) * 1003
    assert (told[-1]["state"], told[-1]["done"]) == ("done", told[-1]["total"])


def test_files_are_sent_several_at_once(fake: Fake, folder: Path) -> None:
    together = threading.Barrier(3, timeout=10)

    class Meeting(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.method == "PUT":
                together.wait()
            return fake.wire.handle_request(request)

    p = tc.Platform(tc.connect(**URLS, mlflow=False).address, Meeting())
    assert p.datasets.upload("scans", folder, parallel=3, progress=False).files == 6


URLS = {"registry": "http://r", "features": "http://f", "gateway": "http://g", "token": "t"}


def test_an_upload_that_broke_off_sends_only_the_rest(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    fake.wire.before.append(away("/content", after=2))
    with pytest.raises(tc.Interrupted, match="stopped after 2 of 6 files") as caught:
        p.datasets.upload("scans", folder, parallel=1, progress=False)
    assert caught.value.safe_to_repeat
    assert "only the rest is sent" in str(caught.value)
    assert fake.versions == []

    fake.wire.before.clear()
    before = len(fake.wire.asked("PUT", ".*/content"))
    assert p.datasets.upload("scans", folder, progress=False).files == 6
    assert len(fake.wire.asked("PUT", ".*/content")) - before == 4
    assert len(fake.wire.asked("POST", ".*/uploads")) == 1


def test_an_upload_goes_on_in_another_process_but_not_with_other_files(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    fake.wire.before.append(away("/versions"))
    with pytest.raises(tc.Interrupted):
        p.datasets.upload("scans", folder, progress=False)
    fake.wire.before.clear()
    (folder / "deep" / "0.bin").unlink()
    with tc.Platform(p.address, fake.wire) as other:
        made = other.datasets.upload("scans", folder, progress=False)
    assert made.files == 5


def test_a_file_that_changed_meanwhile_is_sent_again(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    fake.wire.before.append(away("/versions"))
    with pytest.raises(tc.Interrupted):
        p.datasets.upload("scans", folder, progress=False)
    fake.wire.before.clear()
    (folder / "deep" / "0.bin").write_bytes(b"other")
    p.datasets.upload("scans", folder, progress=False)
    assert fake.versions[0]["deep/0.bin"] == b"other"


def test_bytes_that_were_damaged_on_the_way_make_no_version(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    fake.instead("PUT", ".*/content", lambda *_: httpx2.Response(200, json={"sha256": "00"}))
    with pytest.raises(tc.ThermoclineError, match="another digest") as caught:
        p.datasets.upload("scans", folder, progress=False)
    assert caught.value.code == "data-damaged"
    assert fake.versions == []


def test_a_version_whose_answer_was_lost_is_found_again(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    fake.wire.after.append(once("/versions$", httpx2.ReadError, "POST"))
    assert p.datasets.upload("scans", folder, progress=False).version == "1"
    assert len(fake.versions) == 1


def test_the_second_read_takes_no_request_at_all(p: tc.Platform, fake: Fake, folder: Path) -> None:
    p.datasets.upload("scans", folder, progress=False)
    with p.datasets.local("scans", 1, progress=False) as files:
        assert files["deep/3.bin"].read_bytes() == bytes([3]) * 1003
    asked, received = len(fake.wire.seen), fake.wire.received

    with p.datasets.local("scans", 1, progress=False) as again:
        assert sorted(again) == sorted(files)
    with tc.Platform(p.address, fake.wire) as next_notebook:
        next_notebook.datasets.local("scans", "1", progress=False).close()
        next_notebook.datasets.local("scans", files.version.digest, progress=False).close()
    assert (len(fake.wire.seen), fake.wire.received) == (asked, received)


def test_another_token_has_to_ask_but_reads_no_byte_twice(
    p: tc.Platform, fake: Fake, folder: Path
) -> None:
    p.datasets.upload("scans", folder, progress=False)
    p.datasets.local("scans", 1, progress=False).close()
    contents = len(fake.wire.asked("GET", ".*/content"))
    address = tc.connect(**{**URLS, "token": "other"}, mlflow=False).address
    with tc.Platform(address, fake.wire) as other:
        other.datasets.local("scans", 1, progress=False).close()
    assert len(fake.wire.asked("GET", ".*/content")) == contents
    assert len(fake.wire.asked("GET", ".*/files")) == 2


def test_a_file_that_broke_off_goes_on_where_it_broke(p: tc.Platform, fake: Fake) -> None:
    body = bytes(range(256)) * 64
    fake.versions.append({"a.bin": body})
    fake.cut = 5000
    with p.datasets.local("scans", 1, progress=False) as files:
        assert files["a.bin"].read_bytes() == body
    ranges = [r.headers.get("range") for r in fake.wire.asked("GET", ".*/content")]
    assert ranges == [None, "bytes=5000-"]


def test_a_download_goes_on_after_the_platform_was_away(
    p: tc.Platform, fake: Fake, folder: Path, tmp_path: Path
) -> None:
    p.datasets.upload("scans", folder, progress=False)
    fake.wire.before.append(away("/content", after=3))
    with pytest.raises(tc.Interrupted, match="stopped after 3 of 6 files"):
        p.datasets.download("scans", tmp_path / "here", parallel=1, progress=False)
    fake.wire.before.clear()
    before = len(fake.wire.asked("GET", ".*/content"))
    written = p.datasets.download("scans", tmp_path / "here", progress=False)
    assert len(fake.wire.asked("GET", ".*/content")) - before == 3
    for file in written:
        assert file.read_bytes() == (folder / file.relative_to(tmp_path / "here")).read_bytes()


def test_a_download_takes_what_the_cache_has(
    p: tc.Platform, fake: Fake, folder: Path, tmp_path: Path
) -> None:
    p.datasets.upload("scans", folder, progress=False)
    p.datasets.local("scans", 1, progress=False).close()
    before = len(fake.wire.asked("GET", ".*/content"))
    assert len(p.datasets.download("scans", tmp_path / "here", 1, progress=False)) == 6
    assert len(fake.wire.asked("GET", ".*/content")) == before


def test_wrong_bytes_are_thrown_away(p: tc.Platform, fake: Fake, tmp_path: Path) -> None:
    fake.versions.append({"a.bin": b"good"})
    listed = p.datasets._known("scans", "1")
    assert listed[1][0]["sha256"] == hashlib.sha256(b"good").hexdigest()
    fake.versions[0]["a.bin"] = b"evil"
    with pytest.raises(tc.ThermoclineError, match=r"a.bin arrived with another digest"):
        p.datasets.download("scans", tmp_path, 1, progress=False)
    with pytest.raises(tc.ThermoclineError, match="another digest"):
        p.datasets.local("scans", 1, progress=False)
    assert not (tmp_path / "a.bin").exists()


def test_a_training_set_is_read_from_disk_the_second_time(p: tc.Platform, fake: Fake) -> None:
    import io

    import pyarrow
    import pyarrow.parquet as parquet

    table = pyarrow.table({"bp": [1.0, 2.0]})
    sink = io.BytesIO()
    parquet.write_table(table, sink)
    fake.rows = sink.getvalue()
    asked = {"patient_id": [1, 2], "event_time": [at(1), at(2)]}
    made = p.features.historical(asked, "triage", progress=False)
    assert made.to_arrow() == table
    requests = len(fake.wire.seen)
    with tc.Platform(p.address, fake.wire) as next_notebook:
        assert next_notebook.features.training_set(made.id).to_arrow() == table
    assert len(fake.wire.seen) == requests


def at(day: int) -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 1, day, tzinfo=UTC)


def test_much_is_ingested_in_parts_and_goes_on_after_a_break(
    p: tc.Platform, fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thermocline._ingestion.AT_ONCE", 100)
    monkeypatch.setattr("thermocline._ingestion.PART", 100)
    file = tmp_path / "rows.csv"
    file.write_text("x\n" + "1\n" * 200)
    fake.wire.before.append(away("/parts/", after=2))
    with pytest.raises(tc.Interrupted, match=r"stopped after 2 of 5 parts") as caught:
        p.features.ingest("vitals", file, parallel=1, progress=False)
    assert "is as it was before" in str(caught.value)
    fake.wire.before.clear()
    before = len(fake.wire.asked("PUT", ".*"))
    assert p.features.ingest("vitals", file, progress=False)["number"] == 7
    assert len(fake.wire.asked("PUT", ".*")) - before == 3
    assert b"".join(fake.parts["p1"][n] for n in range(1, 6)) == file.read_bytes()


def test_paths_that_lead_out_of_the_folder_are_refused(
    p: tc.Platform, fake: Fake, tmp_path: Path
) -> None:
    fake.versions.append({"../x": b"1"})
    with pytest.raises(tc.InvalidArgument, match=re.escape("../x leads out of")):
        p.datasets.download("scans", tmp_path / "here", 1, progress=False)

"""Reads online answers in bytes, as docs/online-binary.md specifies them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

MEDIA_TYPE = "application/vnd.thermocline.online"

_STATES = ("PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE")
_TYPES = ("bool", "int32", "int64", "float32", "float64", "string", "bytes", "timestamp")
_FORMATS = {"bool": "?", "int32": "i", "int64": "q", "float32": "f", "float64": "d"}
_FORMATS["timestamp"] = "q"
_ABSENT = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(content: bytes) -> dict[str, Any]:
    """The answer as JSON would say it, but for bytes and timestamps, which are what they are."""
    return _Reader(content).answer()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._bytes = memoryview(content)
        self._at = 0

    def answer(self) -> dict[str, Any]:
        if bytes(self._bytes[:4]) != b"TCO1":
            raise ValueError("this is no online answer that this version of the SDK can read")
        self._at = 4
        flags, entities, columns = self._take("BII")
        body: dict[str, Any] = {"recovering": bool(flags & 1)}
        body["features"] = [self._column(entities) for _ in range(columns)]
        (views,) = self._take("I")
        body["views"] = dict(self._view(entities, bool(flags & 2)) for _ in range(views))
        if self._at != len(self._bytes):
            raise ValueError("the online answer has more bytes than it says")
        return body

    def _take(self, form: str) -> tuple[Any, ...]:
        whole = struct.Struct("<" + form)
        values = whole.unpack_from(self._bytes, self._at)
        self._at += whole.size
        return values

    def _text(self) -> str:
        (length,) = self._take("H")
        return self._raw(length).decode()

    def _raw(self, length: int) -> bytes:
        if self._at + length > len(self._bytes):
            raise ValueError("the online answer ends too early")
        self._at += length
        return bytes(self._bytes[self._at - length : self._at])

    def _column(self, entities: int) -> dict[str, Any]:
        feature = self._text()
        (code,) = self._take("B")
        states = [_STATES[state] for state in self._raw(entities)]
        single = _TYPES[code & 0x7F]
        values = self._arrays(single, entities) if code & 0x80 else self._values(single, entities)
        return {
            "feature": feature,
            "type": f"array<{single}>" if code & 0x80 else single,
            "values": [
                value if state == "PRESENT" else None
                for value, state in zip(values, states, strict=True)
            ],
            "states": states,
        }

    def _values(self, single: str, count: int) -> list[Any]:
        if single in _FORMATS:
            values = self._take(f"{count}{_FORMATS[single]}")
            return [_moment(v) for v in values] if single == "timestamp" else list(values)
        ends = self._take(f"{count + 1}I")
        raw = self._raw(ends[-1])
        cut = [raw[a:b] for a, b in pairwise(ends)]
        return [c.decode() for c in cut] if single == "string" else list(cut)

    def _arrays(self, single: str, count: int) -> list[Any]:
        ends = self._take(f"{count + 1}I")
        elements = self._values(single, ends[-1])
        return [elements[a:b] for a, b in pairwise(ends)]

    def _view(self, entities: int, marks: bool) -> tuple[str, dict[str, Any]]:
        name = self._text()
        times = self._take(f"{entities}q")
        view: dict[str, Any] = {
            "eventTimes": [None if t == _ABSENT else _iso(_moment(t)) for t in times]
        }
        if marks:
            view["marks"] = [self._raw(16).hex() for _ in range(entities)]
        return name, view


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _iso(moment: datetime) -> str:
    """As the services write times: no more digits than the moment has."""
    text = moment.replace(tzinfo=None).isoformat(
        timespec="microseconds"
        if moment.microsecond % 1000
        else "milliseconds"
        if moment.microsecond
        else "seconds"
    )
    return text + "Z"

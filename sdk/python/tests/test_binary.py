"""The reader of online answers in bytes, against bytes put together by the specification."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from thermocline import _binary

# What the service answers in its own test of this form.
GOLDEN = (
    "54434f310002000000050000000a0075736167653a6461797302000209000000000000000000000000000000"
    "0900766974616c733a62700400020000000000205e4000000000000000000b00766974616c733a6e6f746505"
    "01020000000000000000000000000c00766974616c733a626561747381000200000000020000000200000001"
    "000000020000000b00766974616c733a7365656e07000240420f000000000000000000000000000200000005"
    "00757361676546f34cf65e47060000000000000000800600766974616c7346f34cf65e470600000000000000"
    "0080"
)


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text.encode())) + text.encode()


def test_reads_what_the_specification_says() -> None:
    micros = 1_767_323_045_000_006
    content = b"TCO1" + struct.pack("<BII", 3, 2, 4)
    content += _text("v:ok") + bytes([0, 0, 1]) + bytes([1, 0])
    content += _text("v:name") + bytes([5, 0, 0]) + struct.pack("<III", 0, 2, 5)
    content += b"ab" + b"cde"
    content += _text("v:raw") + bytes([0x86, 0, 2]) + struct.pack("<III", 0, 2, 2)
    content += struct.pack("<III", 0, 1, 3) + b"\x00" + b"\xff\xfe"
    content += _text("v:seen") + bytes([7, 0, 3]) + struct.pack("<qq", micros, 0)
    content += struct.pack("<I", 1) + _text("v") + struct.pack("<qq", micros, -(2**63))
    content += bytes(range(32))

    body = _binary.read(content)

    assert body["recovering"] is True
    columns = {column["feature"]: column for column in body["features"]}
    assert columns["v:ok"]["values"] == [True, None]
    assert columns["v:ok"]["states"] == ["PRESENT", "NULL_VALUE"]
    assert columns["v:name"]["values"] == ["ab", "cde"]
    assert columns["v:raw"]["type"] == "array<bytes>"
    assert columns["v:raw"]["values"] == [[b"\x00", b"\xff\xfe"], None]
    assert columns["v:seen"]["values"] == [datetime(2026, 1, 2, 3, 4, 5, 6, UTC), None]
    assert columns["v:seen"]["states"] == ["PRESENT", "OUTSIDE_MAX_AGE"]
    assert body["views"]["v"]["eventTimes"] == ["2026-01-02T03:04:05.000006Z", None]
    assert body["views"]["v"]["marks"][1] == bytes(range(16, 32)).hex()


def test_reads_what_the_service_writes() -> None:
    body = _binary.read(bytes.fromhex(GOLDEN))

    columns = {column["feature"]: column for column in body["features"]}
    assert columns["usage:days"]["values"] == [9, None]
    assert columns["vitals:bp"]["values"] == [120.5, None]
    assert columns["vitals:note"]["states"] == ["NULL_VALUE", "NOT_FOUND"]
    assert columns["vitals:beats"]["values"] == [[1, 2], None]
    assert columns["vitals:seen"]["values"][0] == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert body["views"]["vitals"]["eventTimes"] == ["2026-01-02T03:04:05.000006Z", None]


def test_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="this version"):
        _binary.read(b"TCO2" + bytes(9))
    whole = b"TCO1" + struct.pack("<BIII", 0, 0, 0, 0)
    assert _binary.read(whole)["features"] == []
    with pytest.raises(ValueError, match="more bytes"):
        _binary.read(whole + b"x")
    with pytest.raises((ValueError, struct.error)):
        _binary.read(whole[:-1])

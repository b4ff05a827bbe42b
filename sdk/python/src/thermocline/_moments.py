"""Moments as the platform writes them."""

from __future__ import annotations

from datetime import UTC, datetime

from ._errors import InvalidArgument


def moment(at: datetime) -> str:
    """
    >>> moment(datetime(2026, 1, 31, 12, tzinfo=UTC))
    '2026-01-31T12:00:00Z'
    """
    if at.tzinfo is None:
        raise without_zone(str(at))
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def without_zone(what: str) -> InvalidArgument:
    return InvalidArgument(
        f"{what} has no time zone, so its moment is unknown. Use datetime.now(UTC), or "
        "value.replace(tzinfo=UTC).",
        code="time-without-zone",
    )

"""Finds the platform: arguments first, then the environment, then the local stack's own file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ._errors import NotConnected

_FILE = Path(".thermocline") / "platform.json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a platform is, and the token that opens it."""

    registry: str
    features: str
    gateway: str
    token: str | None
    project: str | None = None

    def __repr__(self) -> str:
        token = "set" if self.token else "none"
        return (
            f"Address(registry={self.registry!r}, features={self.features!r}, "
            f"gateway={self.gateway!r}, token={token})"
        )


def find(
    registry: str | None = None,
    features: str | None = None,
    gateway: str | None = None,
    token: str | None = None,
    project: str | None = None,
    start: Path | None = None,
) -> Address:
    """The address made of what was given, the environment, and ``.thermocline/platform.json``."""
    env = os.environ
    given = {
        "registry": registry or env.get("THERMOCLINE_REGISTRY_URL"),
        "features": features or env.get("THERMOCLINE_FEATURES_URL"),
        "gateway": gateway or env.get("THERMOCLINE_GATEWAY_URL"),
    }
    local: dict[str, Any] = {}
    if not all(given.values()):
        local = _local(start or Path.cwd())
    urls = {name: url or local.get(name) for name, url in given.items()}
    missing = [name for name, url in urls.items() if not url]
    if missing:
        raise NotConnected(
            f"No address for {', '.join(missing)}. Start a platform with './thermocline up', or "
            "set THERMOCLINE_HOME to the folder that holds .thermocline/, or pass registry=, "
            "features= and gateway= (or set THERMOCLINE_REGISTRY_URL, THERMOCLINE_FEATURES_URL "
            "and THERMOCLINE_GATEWAY_URL).",
            code="not-connected",
        )
    return Address(
        registry=str(urls["registry"]),
        features=str(urls["features"]),
        gateway=str(urls["gateway"]),
        token=token or env.get("THERMOCLINE_TOKEN") or _token(local),
        project=project or env.get("THERMOCLINE_PROJECT"),
    )


def _local(start: Path) -> dict[str, Any]:
    home = os.environ.get("THERMOCLINE_HOME")
    folders = [Path(home)] if home else [start, *start.parents]
    for folder in folders:
        for file in (folder / _FILE, folder / _FILE.name):
            if file.is_file():
                return _read(file)
    return {}


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text())
    except PermissionError as error:
        raise NotConnected(
            f"{file} belongs to somebody else: the platform there was started by another user.",
            code="not-connected",
        ) from error
    except ValueError as error:
        raise NotConnected(
            f"{file} is not readable as JSON. './thermocline up' writes it anew.",
            code="not-connected",
        ) from error
    return dict(found)


def _token(local: dict[str, Any]) -> str | None:
    file = local.get("tokenFile")
    if not file:
        return None
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise NotConnected(
            f"The token file {file} cannot be read ({error.strerror}). "
            "Pass token= or set THERMOCLINE_TOKEN.",
            code="not-connected",
        ) from error

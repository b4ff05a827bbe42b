"""Reads compose files as the engine does: later files over earlier ones, and !reset and !override."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class Instead:
    """A value that takes the place of what was there; nothing, where it is None."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Loader(yaml.SafeLoader):
    pass


def override(loader: Loader, node: yaml.Node) -> Instead:
    if isinstance(node, yaml.SequenceNode):
        return Instead(loader.construct_sequence(node, deep=True))
    if isinstance(node, yaml.MappingNode):
        return Instead(loader.construct_mapping(node, deep=True))
    return Instead(loader.construct_scalar(node))


Loader.add_constructor("!override", override)
Loader.add_constructor("!reset", lambda loader, node: Instead(None))


def read(*files: Path) -> dict[str, Any]:
    document: Any = {}
    for file in files:
        document = over(document, yaml.load(file.read_text(), Loader))
    return document


def over(old: Any, new: Any, key: str = "") -> Any:
    if isinstance(new, Instead):
        return new.value
    if isinstance(old, dict) and isinstance(new, dict):
        merged = {**old, **{k: over(old.get(k), v, k) for k, v in new.items()}}
        taken = {k for k, v in new.items() if isinstance(v, Instead) and v.value is None}
        return {k: v for k, v in merged.items() if k not in taken}
    if isinstance(old, list) and isinstance(new, list) and key in ("volumes", "ports"):
        return old + new
    return new

"""Words of the command line that mean something: pairs, shares, JSON, files of definitions."""

from __future__ import annotations

import json
import runpy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._definitions import Definition, Entity, FeatureService, FeatureView, PushSource
from ._errors import InvalidArgument


def entities(words: Sequence[str]) -> dict[str, list[Any]]:
    """Join keys as KEY=VALUE; a key that is named again asks about one more.

    >>> entities(["patient_id=1", "patient_id=2"])
    {'patient_id': [1, 2]}
    """
    found: dict[str, list[Any]] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise InvalidArgument(
                f"'{word}' is not KEY=VALUE, as in patient_id=123.", code="no-pair"
            )
        found.setdefault(key, []).append(_value(value))
    return found


def shares(words: Sequence[str]) -> dict[str, int]:
    """Versions and their weights.

    >>> shares(["model/3=90", "model/4=10"])
    {'model/3': 90, 'model/4': 10}
    """
    return dict(_share(word, len(words)) for word in words)


def _share(word: str, count: int) -> tuple[str, int]:
    version, equals, weight = word.partition("=")
    if not equals and count > 1:
        raise InvalidArgument(f"'{word}' needs a weight, as in {word}=50.", code="no-weight")
    try:
        return version, int(weight) if equals else 100
    except ValueError:
        raise InvalidArgument(f"'{weight}' is no weight of 0 to 100.", code="no-weight") from None


def numbered(word: str | None) -> Any:
    """NAME or NAME:VERSION.

    >>> numbered("triage"), numbered("triage:2")
    ('triage', ('triage', 2))
    """
    if word is None or ":" not in word:
        return word
    name, _, number = word.partition(":")
    if not number.isdigit():
        raise InvalidArgument(
            f"'{number}' is no version: write {name}:2, or {name} for the newest.",
            code="no-version",
        )
    return name, int(number)


def document(text: str) -> Any:
    """JSON, or what is in the file of @FILE."""
    try:
        return json.loads(Path(text[1:]).read_text() if text.startswith("@") else text)
    except OSError as error:
        raise InvalidArgument(f"{text[1:]} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidArgument(f"This is no JSON: {error}.") from error


def definitions(file: str) -> list[Definition]:
    """What a Python file defines at its top level."""
    if not Path(file).is_file():
        raise InvalidArgument(f"There is no file {file}. Check the path.", code="no-files")
    found = runpy.run_path(file).values()
    kinds = (Entity, FeatureView, FeatureService, PushSource)
    made: list[Definition] = [each for each in found if isinstance(each, kinds)]
    if not made:
        raise InvalidArgument(
            f"{file} defines no entity, view, push source or feature service at its top level. "
            "Assign them to names, as in vitals = tc.FeatureView(...).",
            code="no-definitions",
        )
    return made


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text

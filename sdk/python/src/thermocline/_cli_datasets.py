"""The verbs for datasets and lineage."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ._platform import Platform
from ._versions import DatasetVersion

KINDS = ("snapshot", "dataset", "run", "logged-model", "version", "deployment")

Verb = Callable[[Any, str, Callable[[Platform, argparse.Namespace], Any], str], Any]


def add_verbs(group: Any, verb: Verb) -> None:
    found = verb(group, "list", _list, "List datasets.")
    found.add_argument("--zone", choices=["raw", "processed", "curated"])
    found.add_argument("--search", help="part of the name or the description")
    one = verb(group, "show", lambda p, a: p.datasets.get(a.name), "Show a dataset.")
    one.add_argument("name")
    create = verb(group, "create", _create, "Make a dataset.")
    create.add_argument("name")
    create.add_argument("zone", choices=["raw", "processed", "curated"])
    for text in ("description", "licence", "citation"):
        create.add_argument(f"--{text}")
    versions = verb(group, "versions", _versions, "List the versions of a dataset.")
    versions.add_argument("name")
    upload = verb(group, "upload", _upload, "Make a version of a file or folder from here.")
    upload.add_argument("name")
    upload.add_argument("files", help="a file, or a folder with all below it")
    upload.add_argument("--preprocessing", help="how the data was made, in words")
    register = verb(group, "register", _register, "Make a version of files in the bucket.")
    register.add_argument("name")
    register.add_argument("prefix", help="as in raw/vitals/2026/")
    register.add_argument("--preprocessing", help="how the data was made, in words")
    compare = verb(group, "compare", _compare, "Say what differs between two versions.")
    compare.add_argument("name")
    compare.add_argument("version")
    compare.add_argument("other")
    download = verb(group, "download", _download, "Write the files of a version here.")
    download.add_argument("name")
    download.add_argument("folder")
    download.add_argument("--version", default="latest")


def add_lineage(group: Any, verb: Verb) -> None:
    lineage = verb(group, "lineage", _lineage, "What a thing came from and what came of it.")
    lineage.add_argument("kind", choices=KINDS)
    lineage.add_argument("reference", help="as in readmission/3, vitals/12 or a run's id")
    lineage.add_argument("--direction", default="both", choices=["up", "down", "both"])


def _list(platform: Platform, arguments: argparse.Namespace) -> Any:
    return platform.datasets.list(zone=arguments.zone, search=arguments.search)


def _create(platform: Platform, arguments: argparse.Namespace) -> Any:
    return platform.datasets.create(
        arguments.name,
        arguments.zone,
        description=arguments.description,
        licence=arguments.licence,
        citation=arguments.citation,
    )


def _versions(platform: Platform, arguments: argparse.Namespace) -> Any:
    return [_shown(each) for each in platform.datasets.versions(arguments.name)]


def _upload(platform: Platform, arguments: argparse.Namespace) -> Any:
    made = platform.datasets.upload(
        arguments.name, arguments.files, preprocessing=arguments.preprocessing
    )
    return _shown(made)


def _register(platform: Platform, arguments: argparse.Namespace) -> Any:
    made = platform.datasets.register(
        arguments.name, arguments.prefix, preprocessing=arguments.preprocessing
    )
    return _shown(made)


def _shown(version: DatasetVersion) -> dict[str, Any]:
    return {key: value for key, value in asdict(version).items() if key not in ("about", "created")}


def _compare(platform: Platform, arguments: argparse.Namespace) -> Any:
    return platform.datasets.compare(arguments.name, arguments.version, arguments.other)


def _download(platform: Platform, arguments: argparse.Namespace) -> Any:
    written = platform.datasets.download(arguments.name, arguments.folder, arguments.version)
    return [{"file": str(each)} for each in written]


def _lineage(platform: Platform, arguments: argparse.Namespace) -> Any:
    """The edges as a table; the whole graph as JSON."""
    kind = arguments.kind.replace("-", "_")
    graph = platform.lineage(direction=arguments.direction, **{kind: arguments.reference})
    return graph if arguments.json else graph["edges"]

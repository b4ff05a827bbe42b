"""The verbs for features: definitions, history, training sets, reads, pushes."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from typing import Any

from . import _cli_words as words
from ._errors import InvalidArgument
from ._features import Plan
from ._moments import moment
from ._platform import Platform


def add_verbs(group: Any, verb: Any) -> None:
    verb(group, "views", lambda p, _: p.features.views(), "List feature views.")
    view = verb(group, "view", lambda p, a: p.features.view(a.name), "Show a feature view.")
    view.add_argument("name")
    for name, text in (
        ("plan", "Say what a file of definitions would change."),
        ("apply", "Make the definitions of a Python file true."),
    ):
        one = verb(group, name, _definitions(name), text)
        one.add_argument("file", help="Python that assigns views, services.. to names")
    ingest = verb(group, "ingest", _ingest, "Add the rows of a file to a view's history.")
    ingest.add_argument("view")
    ingest.add_argument("file", help="Parquet, CSV or NDJSON")
    ingest.add_argument(
        "--replace", nargs=2, metavar=("FROM", "UNTIL"), help="event times that are replaced"
    )
    snapshots = verb(
        group, "snapshots", lambda p, a: p.features.snapshots(a.view), "Show a view's history."
    )
    snapshots.add_argument("view")
    statistics = verb(group, "statistics", _statistics, "Say what the values of a view look like.")
    statistics.add_argument("view")
    statistics.add_argument("--snapshot", type=int, help="the newest if left out")
    statistics.add_argument("--since", type=int, help="compare with this earlier snapshot")
    join = verb(group, "join", _join, "Make a training set of entity rows, point-in-time exact.")
    join.add_argument("entities", help="Parquet or CSV with join keys and moments")
    join.add_argument("features", nargs="+", help="a feature service, or view:feature ..")
    join.add_argument("--out", required=True, help="the Parquet file to write")
    join.add_argument("--event-time", default="event_time", help="the column of the moments")
    join.add_argument("--dataset", help="make it a version of this dataset")
    materialize = verb(group, "materialize", _materialize, "Bring views online.")
    materialize.add_argument("views", nargs="+", metavar="VIEW")
    online = verb(group, "online", _online, "Read what is served now.")
    online.add_argument("features", help="a feature service, or view:feature,view:feature")
    online.add_argument("entities", nargs="+", metavar="KEY=VALUE")
    push = verb(group, "push", _push, "Send rows that are online before the answer.")
    push.add_argument("source")
    push.add_argument("rows", help="JSON: a row or rows; @FILE reads a file")


def _definitions(name: str) -> Any:
    def run(platform: Platform, arguments: argparse.Namespace) -> Any:
        plan: Plan = getattr(platform.features, name)(*words.definitions(arguments.file))
        return asdict(plan) if arguments.json else str(plan)

    return run


def _ingest(platform: Platform, arguments: argparse.Namespace) -> Any:
    replace = None
    if arguments.replace:
        replace = (_moment(arguments.replace[0]), _moment(arguments.replace[1]))
    return platform.features.ingest(arguments.view, arguments.file, replace=replace)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidArgument(
            f"'{text}' is no moment, as in 2026-01-31T00:00:00Z.", code="no-moment"
        ) from None
    moment(found)
    return found


def _statistics(platform: Platform, arguments: argparse.Namespace) -> Any:
    found = platform.features.statistics(arguments.view, arguments.snapshot, since=arguments.since)
    return list(found.fields) if arguments.json else found.rows()


def _join(platform: Platform, arguments: argparse.Namespace) -> Any:
    import pyarrow.parquet as parquet

    named = arguments.features
    made = platform.features.historical(
        arguments.entities,
        named[0] if len(named) == 1 else named,
        event_time=arguments.event_time,
        dataset=arguments.dataset,
    )
    parquet.write_table(made.to_arrow(), arguments.out)
    shown = {"join": made.id, "rows": made.report["rows"], "file": arguments.out}
    return shown if arguments.json else {**shown, "leakage": made.leakage()}


def _materialize(platform: Platform, arguments: argparse.Namespace) -> Any:
    done = platform.features.materialize(*arguments.views).wait()
    if arguments.json:
        return done
    return [{key: run[key] for key in ("view", "state", "rows", "changed")} for run in done]


def _online(platform: Platform, arguments: argparse.Namespace) -> Any:
    features = arguments.features
    read = platform.features.online(
        words.entities(arguments.entities), features.split(",") if ":" in features else features
    )
    return [
        {"entity": number, "feature": name, **asdict(value)}
        for number in range(len(read))
        for name, value in read.row(number).items()
    ]


def _push(platform: Platform, arguments: argparse.Namespace) -> Any:
    return platform.features.push(arguments.source, words.document(arguments.rows))

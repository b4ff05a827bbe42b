"""The promises, held against the history. Each check yields a violation as (moment, what is wrong).

They are functions of what was asked and of what was found, so that each can be told a lie: see
`lies`, which every run tells them after the truth.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from history import Op

Violations = Iterator[tuple[float, str]]
NEVER = float("inf")


@dataclass
class Found:
    """What the platform holds at the end."""

    metrics: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # run -> metric -> steps
    runs: list[str] = field(default_factory=list)  # the names
    files: dict[str, str | None] = field(default_factory=dict)  # path -> SHA-256
    online: dict[int, float] = field(default_factory=dict)  # patient -> value
    rows: list[tuple[int, str, float]] = field(default_factory=list)  # every row offline
    seen: dict[tuple[int, str], float | None] = field(default_factory=dict)  # probe -> value
    alias_moves: list[str] = field(default_factory=list)  # reasons, oldest first
    events: list[tuple[int, str]] = field(default_factory=list)  # revision and reason, as they came
    snapshots: dict[int, int] = field(default_factory=dict)  # number -> rows
    steady: dict[int, float] = field(default_factory=dict)  # patient -> value online


def no_run_is_lost(runs: list[Op], found: Found) -> Violations:
    counts = Counter(found.runs)
    for op in runs:
        count = counts[op.data["name"]]
        if op.acknowledged and count != 1 or count > 1:
            yield op.end, f"run {op.data['name']} was {op.outcome} and is there {count} times"


def batches_are_whole(batches: list[Op], found: Found) -> Violations:
    """An acknowledged batch is there once; another is there once or not at all; none is there in part."""
    asked: dict[tuple[str, int], list[Op]] = defaultdict(list)
    for op in batches:
        asked[(op.data["run"], op.data["step"])].append(op)
    present: Counter[tuple[str, int, str]] = Counter()
    for run, metrics in found.metrics.items():
        for key, steps in metrics.items():
            for step in steps:
                present[(run, step, key)] += 1
                if (run, step) not in asked:
                    yield NEVER, f"run {run} has step {step} of {key} and nobody logged it"
    keys = sorted({key for _, _, key in present})
    for (run, step), ops in asked.items():
        counts = {present[(run, step, key)] for key in keys}
        acknowledged = [op for op in ops if op.acknowledged]
        if counts - {0, 1}:
            yield ops[-1].end, f"step {step} of run {run} is there {max(counts)} times"
        elif acknowledged and counts != {1}:
            yield acknowledged[0].end, f"step {step} of run {run} was acknowledged and is lost"
        elif len(counts) > 1:
            yield ops[-1].end, f"step {step} of run {run} is there in part"


def files_are_whole(files: list[Op], found: Found) -> Violations:
    for op in files:
        there = found.files.get(op.data["path"])
        if there is None and op.acknowledged:
            yield op.end, f"file {op.data['path']} was acknowledged and is lost"
        elif there is not None and there != op.data["sha"]:
            yield op.end, f"file {op.data['path']} has other bytes than were sent"


def newest_is_online(pushes: list[Op], online: dict[int, float]) -> Violations:
    """Every push was acknowledged in the end; its event time decides which row is the newest."""
    newest: dict[int, tuple[str, float, float]] = {}
    for op in pushes:
        for patient, moment, value in op.data["rows"]:
            newest[patient] = max(newest.get(patient, ("", 0.0, 0.0)), (moment, value, op.end))
    for patient, (moment, value, end) in newest.items():
        if online.get(patient) != value:
            yield end, f"patient {patient} has {online.get(patient)} online; the newest is {value} of {moment}"


def rows_are_there_once(pushes: list[Op], rows: list[tuple[int, str, float]]) -> Violations:
    counts = Counter(rows)
    for op in pushes:
        for row in op.data["rows"]:
            count = counts.pop(tuple(row), 0)
            if count != 1:
                yield op.end, f"the row {row} is {count} times in the files"
    for row in counts:
        yield NEVER, f"the row {row} is in the files and nobody pushed it"


def nothing_leaks(pushes: list[Op], seen: dict[tuple[int, str], float | None]) -> Violations:
    """A join at a moment sees the newest row that is not later."""
    rows: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
    for op in pushes:
        for patient, moment, value in op.data["rows"]:
            rows[patient].append((moment, value, op.end))
    for (patient, moment), value in seen.items():
        known = max((row for row in rows[patient] if row[0] <= moment), default=None)
        if value != (known and known[1]):
            yield known[2] if known else NEVER, f"patient {patient} at {moment}: the join sees {value}, and should {known}"


def answers_are_of_their_moment(reads: list[Op], pushes: list[Op]) -> Violations:
    """A read or prediction uses no row older than one that was online before it was asked."""
    by_patient: dict[int, list[tuple[str, float, Op]]] = defaultdict(list)
    for op in pushes:
        for patient, moment, value in op.data["rows"]:
            by_patient[patient].append((moment, value, op))
    for patient in by_patient:
        by_patient[patient].sort(key=lambda row: row[0])
    places = {patient: places_of(rows) for patient, rows in by_patient.items()}
    soonest = {patient: soonest_after(rows) for patient, rows in by_patient.items()}
    for read in reads:
        # Off the highest rung an answer says so; a step back that is being repaired, too.
        if not read.acknowledged or read.data.get("rung") or read.data.get("recovering"):
            continue
        patient, value = read.data["patient"], read.data["value"]
        used = places.get(patient, {}).get(value, -1)
        if used < 0:
            yield read.end, f"patient {patient} was answered with {value}, which nobody pushed"
            continue
        rows = by_patient[patient]
        if rows[used][2].start > read.end:
            yield read.end, f"patient {patient} was answered with {value} before it was pushed"
        if soonest[patient][used] < read.start:
            newer = [row for row in rows[used + 1 :] if row[2].end < read.start and row[2].data.get("online", True)]
            age = read.start - min(row[2].end for row in newer)
            yield read.end, f"{read.data} was superseded: {newer[-1][1]} was acknowledged {age:.3f} s before the question"


def places_of(rows: list[tuple[str, float, Op]]) -> dict[float, int]:
    """Where each value stands first."""
    return {value: at for at, (_, value, _) in reversed(list(enumerate(rows)))}


def soonest_after(rows: list[tuple[str, float, Op]]) -> list[float]:
    """For each row the first moment at which a newer one was online."""
    soonest, least = [], NEVER
    for _, _, op in reversed(rows):
        soonest.append(least)
        if op.data.get("online", True):
            least = min(least, op.end)
    return soonest[::-1]


def versions_are_live(predictions: list[Op], moves: list[Op], served: list[Op]) -> Violations:
    """No answer of a version that was moved away before the question, once that move was served everywhere."""
    settled = {op.data["reason"]: op.end for op in served if op.acknowledged}
    starts = [move.start for move in moves]
    for read in predictions:
        if not read.acknowledged:
            continue
        allowed: set[int] = set()
        for at in range(bisect_right(starts, read.end) - 1, -1, -1):
            allowed.add(moves[at].data["version"])
            if settled.get(moves[at].data["reason"], NEVER) < read.start:
                break
        else:
            allowed.add(1)
        if read.data["version"] not in allowed:
            yield read.end, f"{read.data} is of version {read.data['version']}; live were {sorted(allowed)}"


def moves_are_kept_in_order(moves: list[Op], reasons: list[str], what: str) -> Violations:
    """Acknowledged moves once each and in their order; others once or not at all."""
    asked = [op.data["reason"] for op in moves]
    counts = Counter(reason for reason in reasons if reason in set(asked))
    for op in moves:
        count = counts[op.data["reason"]]
        if count > 1 or (op.acknowledged and count != 1):
            yield op.end, f"the move {op.data['reason']} was {op.outcome} and is {count} times in {what}"
    told = [reason for reason in reasons if reason in counts]
    if told != [reason for reason in asked if reason in counts]:
        yield NEVER, f"the moves are not in their order in {what}"


def joins_say_the_same(joins: list[Op], digest: str) -> Violations:
    for op in joins:
        state = op.data.get("state")
        if state == "succeeded" and op.data["digest"] != digest:
            yield op.end, f"a join over the same snapshots gave other rows: {op.data['digest']}"
        if state == "failed" and not op.data.get("message"):
            yield op.end, "a join failed and does not say why"


def ingestions_are_whole(ingestions: list[Op], found: Found, rows: int) -> Violations:
    for op in ingestions:
        if op.acknowledged and found.snapshots.get(op.data["snapshot"]) != rows:
            yield op.end, f"snapshot {op.data['snapshot']} has {found.snapshots.get(op.data['snapshot'])} of {rows} rows"
    for number, count in found.snapshots.items():
        if number > 1 and count != rows:
            yield NEVER, f"snapshot {number} has {count} of {rows} rows"


def nobody_is_left_alone(ops: list[Op]) -> Violations:
    """A request that is right is never refused as wrong, whatever is away."""
    for op in ops:
        if op.data.get("status") not in (None, 429, 503, 504):
            # Two materializations of one view at a time are refused: the one before may still go on.
            if op.kind == "materialization" and op.data["status"] == 409:
                continue
            yield op.end, f"{op.kind} was refused with {op.data['status']}: {op.data.get('said')}"

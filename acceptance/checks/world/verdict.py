"""Holds every promise against what was found, and then against a lie about it, which it must notice."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import promises
from find import FORMAT, MICROSECOND
from furnish import MODELS, PATIENTS, World
from history import ACKNOWLEDGED, History, Op
from promises import Found, Violations


@dataclass
class Case:
    """A promise: the check over a history and what was found, and lies that it must notice."""

    name: str
    check: Callable[[History, Found], Violations]
    lies: dict[str, Callable[[History, Found], bool]]


def cases(world: World) -> list[Case]:
    return [
        Case("no acknowledged run is lost", lambda h, f: promises.no_run_is_lost(h.of("run"), f), {"a lost run": lost_run}),
        Case(
            "batches of metrics are whole and there once",
            lambda h, f: promises.batches_are_whole(h.of("batch"), f),
            {"a lost write": lost_batch, "half a batch": half_batch, "a doubled batch": doubled_batch},
        ),
        Case("files are whole", lambda h, f: promises.files_are_whole(h.of("file"), f), {"other bytes": other_bytes}),
        Case(
            "the newest row is online",
            lambda h, f: promises.newest_is_online(h.of("push"), f.online),
            {"an older row online": older_online},
        ),
        Case(
            "every pushed row is in the files once",
            lambda h, f: promises.rows_are_there_once(h.of("push"), f.rows),
            {"a lost row": lost_row, "a doubled row": doubled_row},
        ),
        Case("no join sees the future", lambda h, f: promises.nothing_leaks(h.of("push"), f.seen), {"a leaked row": leaked_row}),
        Case(
            "no prediction from a superseded row",
            lambda h, f: promises.answers_are_of_their_moment(h.of("prediction"), h.of("push")),
            {"a stale hit": lambda h, f: stale(h, "prediction")},
        ),
        Case(
            "no online read of a superseded row",
            lambda h, f: promises.answers_are_of_their_moment(h.of("read"), h.of("push")),
            {"a stale read": lambda h, f: stale(h, "read")},
        ),
        Case(
            "no prediction of a version that was moved away",
            lambda h, f: promises.versions_are_live(h.of("prediction"), h.of("move"), h.of("served")),
            {"an old version": old_version},
        ),
        Case(
            "moves of the alias are kept, in order",
            lambda h, f: promises.moves_are_kept_in_order(h.of("move"), f.alias_moves, "the history"),
            {"a lost move": lost_move},
        ),
        Case(
            "moves of the alias are told, in order",
            lambda h, f: promises.moves_are_kept_in_order(h.of("move"), [reason for _, reason in f.events], "the events"),
            {"events in another order": swapped_events},
        ),
        Case(
            "the same join gives the same rows",
            lambda h, f: promises.joins_say_the_same(h.of("join"), world.steady_digest),
            {"other rows": other_digest},
        ),
        Case(
            "ingestions are whole",
            lambda h, f: promises.ingestions_are_whole(h.of("ingestion"), f, PATIENTS),
            {"half an ingestion": half_snapshot},
        ),
        Case(
            "no right request is refused as wrong",
            lambda h, f: promises.nobody_is_left_alone(everything(h)),
            {"a refusal": refusal},
        ),
    ]


def everything(history: History) -> list[Op]:
    kinds = (
        "run",
        "batch",
        "file",
        "push attempt",
        "prediction",
        "read",
        "move",
        "served",
        "join",
        "ingestion",
        "materialization",
    )
    return [op for kind in kinds for op in history.of(kind)]


def judge(world: World, history: History, found: Found) -> Iterator[tuple[str, list[tuple[float, str]]]]:
    for case in cases(world):
        yield case.name, list(case.check(history, found))
        for name, lie in case.lies.items():
            claimed, told = history.copy(), copy.deepcopy(found)
            caught = lie(claimed, told) and bool(list(case.check(claimed, told)))
            yield (
                f"{case.name}: {name} is noticed",
                [] if caught else [(float("inf"), "it was not noticed, or could not be told")],
            )


def acknowledged(history: History, kind: str) -> list[Op]:
    return [op for op in history.of(kind) if op.acknowledged]


def lost_run(history: History, found: Found) -> bool:
    found.runs.remove(acknowledged(history, "run")[0].data["name"])
    return True


def batch(history: History) -> tuple[str, int]:
    op = acknowledged(history, "batch")[-1]
    return op.data["run"], op.data["step"]


def lost_batch(history: History, found: Found) -> bool:
    run, step = batch(history)
    for steps in found.metrics[run].values():
        steps.remove(step)
    return True


def half_batch(history: History, found: Found) -> bool:
    run, step = batch(history)
    next(iter(found.metrics[run].values())).remove(step)
    return True


def doubled_batch(history: History, found: Found) -> bool:
    run, step = batch(history)
    for steps in found.metrics[run].values():
        steps.append(step)
    return True


def other_bytes(history: History, found: Found) -> bool:
    found.files[acknowledged(history, "file")[0].data["path"]] = "0" * 64
    return True


def older_online(history: History, found: Found) -> bool:
    found.online[0] = 0.0
    return True


def lost_row(history: History, found: Found) -> bool:
    found.rows.pop()
    return True


def doubled_row(history: History, found: Found) -> bool:
    found.rows.append(found.rows[0])
    return True


def leaked_row(history: History, found: Found) -> bool:
    """Just before a row's moment the join sees that row."""
    for (patient, moment), value in found.seen.items():
        later = found.seen.get((patient, after(moment)))
        if later is not None and later != value:
            found.seen[(patient, moment)] = later
            return True
    return False


def after(moment: str) -> str:
    return (datetime.strptime(moment, FORMAT) + MICROSECOND).strftime(FORMAT)


def stale(history: History, kind: str) -> bool:
    """An answer with the patient's first row, long after its last."""
    first = history.of("push")[0].data["rows"][0]
    op = history.begin(kind, patient=first[0], value=first[2])
    op.finish(ACKNOWLEDGED)
    return True


def old_version(history: History, found: Found) -> bool:
    moves = {op.data["reason"]: op.data["version"] for op in history.of("move")}
    settled = [op for op in history.of("served") if op.acknowledged]
    if not settled:
        return False
    after_it = [op for op in history.of("move") if op.start > settled[-1].start]
    live = {moves[settled[-1].data["reason"]], *(op.data["version"] for op in after_it)}
    dead = set(range(1, MODELS + 2)) - live
    op = history.begin("prediction", version=min(dead), patient=0, value=0.0)
    op.finish(ACKNOWLEDGED)
    return True


def lost_move(history: History, found: Found) -> bool:
    found.alias_moves.remove(acknowledged(history, "move")[0].data["reason"])
    return True


def swapped_events(history: History, found: Found) -> bool:
    if len(found.events) < 3:
        return False
    found.events[-1], found.events[-2] = found.events[-2], found.events[-1]
    return True


def other_digest(history: History, found: Found) -> bool:
    done = [op for op in history.of("join") if op.data.get("state") == "succeeded"]
    if done:
        done[0].data["digest"] = "0" * 64
    return bool(done)


def half_snapshot(history: History, found: Found) -> bool:
    found.snapshots[max(found.snapshots)] -= 1
    return True


def refusal(history: History, found: Found) -> bool:
    history.begin("batch").finish(ACKNOWLEDGED, status=400, said="wrong")
    return True

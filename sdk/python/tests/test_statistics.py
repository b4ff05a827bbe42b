from __future__ import annotations

import thermocline as tc
from fakes import Fake, missing


def test_figures_of_each_field_are_a_row(p: tc.Platform) -> None:
    found = p.features.statistics("vitals")
    frame = found.to_pandas()
    assert frame.loc["bp", ["count", "mean", "median", "q95"]].tolist() == [2, 120.0, 120.0, 130.0]
    assert frame.index.tolist() == ["bp", "note"]
    assert repr(found) == "Statistics(vitals/1, 2 fields)"


def test_a_comparison_tells_how_far_each_field_moved(p: tc.Platform) -> None:
    moved = p.features.statistics("vitals", 2, since=1).to_pandas()
    assert moved.loc["bp", ["before", "after", "meanShift"]].tolist() == [110.0, 120.0, 2.0]


def test_the_picture_has_a_histogram_for_each_field_of_numbers(p: tc.Platform) -> None:
    alone = p.features.statistics("vitals").plot()
    assert [axis.get_title() for axis in alone.axes] == ["bp"]
    assert alone._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
    both = p.features.statistics("vitals", 2, since=1).plot()
    legend = both.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["snapshot 1", "snapshot 2"]


def test_figures_that_are_being_made_are_waited_for(p: tc.Platform, fake: Fake) -> None:
    waiting = "Snapshot 1 has no statistics: they are still being computed."
    answers = [missing(waiting)] * 3
    fake.instead(
        "GET",
        ".*/statistics",
        lambda fake, *_: answers.pop() if answers else fake.statistics(None, "vitals", "1"),
    )
    assert len(p.features.statistics("vitals").fields) == 2
    assert answers == []

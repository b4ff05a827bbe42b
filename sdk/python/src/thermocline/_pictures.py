"""Pictures of statistics. Imported where one is asked for, because it needs matplotlib."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

Sides = Sequence[tuple[str, Mapping[str, Any]]]


class Picture(Figure):
    """A figure that a notebook shows without having been told of pyplot."""

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        self.savefig(content, format="png")
        return content.getvalue()


def histograms(fields: Sequence[tuple[str, Sides]]) -> Figure:
    """One for each field; its sides lie over each other."""
    across = min(3, len(fields))
    down = -(-len(fields) // across)
    figure = Picture(figsize=(4 * across, 2.6 * down), layout="constrained")
    for place, (name, sides) in enumerate(fields, 1):
        axis = figure.add_subplot(down, across, place)
        for label, field in sides:
            _draw(axis, label, field)
        axis.set_title(name)
        if len(sides) > 1:
            axis.legend()
    return figure


def _draw(axis: Axes, label: str, field: Mapping[str, Any]) -> None:
    counts = field["histogram"]
    least, greatest = float(field["least"]), float(field["greatest"])
    step = (greatest - least) / len(counts) or 1.0
    edges = [least + step * place for place in range(len(counts) + 1)]
    axis.stairs(counts, edges, fill=True, alpha=0.6, label=f"snapshot {label}")

"""Figures on how right the project is: calibration, and scores beside those of other tools."""

import numpy as np
import pandas as pd

from wirecopy.charts.frame import Frame, ticks
from wirecopy.charts.sheet import GREY, INK, LEFT, OKABE_ITO, PALE, RIGHT, SILVER, Sheet, shorten, width_of


def reliability(table, title="", subtitle="", note="", across="probability given", up="share that was right"):
    """Draw how often claims made with some probability are right; on the dashed line the two are the same.

    `table`: `predicted` (mean probability of a group), `observed` (share right), `n`; optional interval `low`, `high`.
    A dot's area grows with `n`. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    rows = table.dropna(subset=["predicted", "observed"])
    if not len(rows):
        sheet.empty("No predictions: there is nothing to draw.")
        return sheet.finish(note)
    few, many = int(rows["n"].min()), int(rows["n"].max())
    sheet.text(LEFT, sheet.y + 6, f"Dot area: cases in the group ({few:,} to {many:,}). Dashed: perfectly calibrated.",
               color=GREY)  # fmt: skip
    sheet.skip(37)
    low, high = (0.0, 1.0) if rows["predicted"].min() < 0.45 else (0.5, 1.0)
    low = min(low, 0.1 * np.floor(10 * rows[["predicted", "observed"]].to_numpy().min()))
    frame = Frame(sheet, LEFT + 38, RIGHT - 14, 300, (low, high), (low, high))
    sheet.line([(frame.left, frame.bottom), (frame.right, frame.top)], color=SILVER, ls=(0, (4, 3)), lw=1)
    for row in rows.itertuples():
        if {"low", "high"} <= set(rows) and pd.notna(row.low):
            ends = [(frame.x(row.predicted), frame.y(max(bound, low))) for bound in (row.low, row.high)]
            sheet.line(ends, color=OKABE_ITO["blue"], lw=1.2)
        frame.dot(row.predicted, row.observed, color=OKABE_ITO["blue"], size=4 + 9 * np.sqrt(row.n / many))
    frame.axes(across, up, text=lambda value: f"{value:.0%}")
    return sheet.finish(note)


def scores(table, title="", subtitle="", note="", measure="F1"):
    """Draw scores of tools as dots with their intervals, best first; ours in blue and bold.

    `table`: `tool`, `score`, optional `low`, `high`, `ours` (bool) and `task` (a heading each). The axis starts
    near the lowest value, and says so. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    rows = table.dropna(subset=["score"])
    if not len(rows):
        sheet.empty("No scores: there is nothing to draw.")
        return sheet.finish(note)
    rows = rows.assign(
        task=rows.get("task", ""),
        ours=rows["ours"].astype(bool) if "ours" in rows else False,
        low=rows["low"].fillna(rows["score"]) if "low" in rows else rows["score"],
        high=rows["high"].fillna(rows["score"]) if "high" in rows else rows["score"],
    )
    left = LEFT + min(max(width_of(tool, weight="bold") for tool in rows["tool"]), 150) + 10
    right = RIGHT - width_of("0.000 (0.000–0.000)") - 10
    start = max(0.0, np.floor((rows["low"].min() - 0.02) * 10) / 10)
    end = max(1.0, rows["high"].max())
    top = sheet.y
    for task, group in rows.groupby("task", sort=False):
        if task:
            sheet.text(LEFT, sheet.y + 7, shorten(task, RIGHT - LEFT, weight="bold"), weight="bold", color=GREY)
            sheet.skip(18)
            top = sheet.y
        for row in group.sort_values("score", ascending=False, kind="stable").itertuples():
            _score(sheet, row, left, lambda value: left + (value - start) / (end - start) * (right - left))
        _grid(sheet, top, start, end, left, right)
        sheet.skip(6)
    _axis(sheet, start, end, left, right, measure)
    return sheet.finish(note)


def _score(sheet, row, left, x):
    y = sheet.y + 8
    colour, weight = (OKABE_ITO["blue"], "bold") if row.ours else ("#7d7d7d", "normal")
    sheet.text(left - 10, y, shorten(row.tool, left - 10 - LEFT, weight=weight), ha="right", weight=weight)
    if row.high > row.low:
        sheet.line([(x(row.low), y), (x(row.high), y)], color=colour, lw=2.4)
    sheet.dot(x(row.score), y, color=colour, size=6, marker="o" if row.ours else "s", hollow=not row.ours)
    interval = f" ({row.low:.3f}–{row.high:.3f})" if row.high > row.low else ""
    sheet.text(RIGHT, y, f"{row.score:.3f}{interval}", ha="right", color=INK)
    sheet.skip(16)


def _grid(sheet, top, start, end, left, right):
    for value in ticks(start, end):
        x = left + (value - start) / (end - start) * (right - left)
        sheet.line([(x, top), (x, sheet.y)], color=PALE, z=0.1)


def _axis(sheet, start, end, left, right, measure):
    for value in ticks(start, end):
        x = left + (value - start) / (end - start) * (right - left)
        sheet.text(x, sheet.y, f"{value:.2f}".rstrip("0").rstrip("."), color=GREY, ha="center")
    remark = f"{measure}; the axis starts at {start:.1f}" if start > 0 else measure
    sheet.skip(14)
    sheet.text((left + right) / 2, sheet.y, remark, color=GREY, ha="center")
    sheet.skip(8)

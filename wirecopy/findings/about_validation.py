"""What notebook 06 says: how often the methods are right where the truth is known, beside other tools."""

import pandas as pd

from wirecopy.findings.words import counted, listed, validation

__all__ = [
    "against_tools", "against_tools_alt", "against_tools_answer", "against_tools_titles", "classes_answer", "dates_right_answer",
    "passages_answer",
    "validation_answer",
]  # fmt: skip

OURS = "wirecopy|this project|the same on"
# What a method could reach at best, given how the data were labelled: no tool to be compared with.
CEILING = "the labels themselves"


def against_tools(name, score, task=None):
    """Return a benchmark's figures as the chart's table: `tool`, `score`, `low`, `high`, `ours`, and `task` where it has one.

    name: file in data/validation; score: its column of scores; task: its column that names the task.
    """
    figures = validation(name)
    tool = "tool" if "tool" in figures else "method"
    table = pd.DataFrame({"tool": figures[tool].str.replace("<p>", "paragraphs"), "score": figures[score]})
    for bound in ("low", "high"):
        column = next((column for column in (bound, f"{score}_{bound}") if column in figures), None)
        table[bound] = figures[column] if column else figures[score]
    if task:
        table.insert(0, "task", figures[task])
    table = table[table.tool != CEILING].dropna(subset=["score"]).reset_index(drop=True)
    return table.assign(ours=table.tool.str.contains(OURS))


def _by_task(table):
    return list(table.groupby("task", sort=False)) if "task" in table else [(None, table)]


def _ours_and_best(table):
    ours = table[table.ours].sort_values("score").iloc[-1]
    others = table[~table.ours]
    return ours, (others.sort_values("score").iloc[-1] if len(others) else None)


def against_tools_titles(table, work, measure):
    """Return title, subtitle and note of the scores of several tools on the same work."""
    parts = [_ours_and_best(part) for _, part in _by_task(table)]
    clear = [best is None or ours.low > best.high for ours, best in parts]
    title = f"{work}: ahead of every tool tried" if all(clear) else f"{work}: level with the best other tool"
    if any(clear) and not all(clear):
        title = f"{work}: clearly ahead on {sum(clear)} of {counted(len(clear), 'task')}"
    return {
        "title": title,
        "subtitle": f"{measure} on the same data in one run, with 95% intervals; 0 to 1, higher is better.",
        "note": "Overlapping intervals: the difference may be chance.",
    }


def against_tools_alt(table, work):
    """Return the figure's description in one sentence."""
    told = []
    for task, part in _by_task(table):
        ours, best = _ours_and_best(part)
        rival = "" if best is None else f" against {best.score:.3f} of the best other ({best.tool})"
        told.append(f"{'' if task is None else str(task) + ': '}{ours.score:.3f}{rival}")
    return f"Dots with intervals for {counted(table.tool.nunique(), 'tool')} on {work.lower()}; {listed(told)}."


def against_tools_answer(table):
    """Return in words whether the lead over the best other tool is more than chance."""
    told = []
    for task, part in _by_task(table):
        ours, best = _ours_and_best(part)
        if best is None:
            continue
        where = "" if task is None else f" on {task}"
        clear = ours.low > best.high
        told.append(
            f"{ours.score:.3f}{where} beside {best.score:.3f} for {best.tool}"
            + (" (intervals apart)" if clear else " (intervals overlap)")
        )
    return "This collection reaches " + listed(told) + "."


def passages_answer():
    """Return in words the passages' score on the half that was held out, and the false alarms there."""
    held_out = validation("overlap_passages").query("half == 'held out'").set_index("type")
    row = held_out.loc["all"]
    alarms = (
        f"{counted(int(row.false_alarms), 'false alarm')} on {counted(int(row.clean_pairs), 'pair')} that share nothing"
    )
    return f"On the half held out: plagdet {_with_interval(row.plagdet, row.low, row.high)}, and {alarms}."


def _with_interval(value, low, high):
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def classes_answer():
    """Return in words how often the class of a pair is right, and how much of that is the round trip."""
    row = validation("translation_classes").set_index("label").loc["all"]
    return f"All classes together: {_with_interval(row.recall, row.low, row.high)} of {int(row.n):,} pairs right."


def dates_right_answer():
    """Return in words how often a page's date is right, beside the habit of taking the first date that is printed."""
    table = validation("pages_dates").set_index("method")
    ours = table.loc["wirecopy"]
    return (
        f"Of {counted(int(ours.pages), 'page')} with a known date, the truth lies in the interval, or within a day of"
        f" it, for {_with_interval(ours.right_of_decided, ours.right_low, ours.right_high)} of those that get one, and"
        f" {int(ours.none)} get none; by the same measure the first date printed is right on"
        f" {table.loc['first date printed'].right_of_decided:.3f}."
    )


def validation_answer():
    """Return the answer of notebook 06: one line for each method."""
    told = []
    for task, part in _by_task(against_tools("boilerplate", "f1", task="input")):
        ours, best = _ours_and_best(part)
        told.append(f"story from furniture, {task}: F1 {ours.score:.3f}, best other tool {best.score:.3f}")
    told.append(f"copied passages: {passages_answer()[0].lower() + passages_answer()[1:]}")
    told.append(f"translated or not, five classes: {classes_answer()[0].lower() + classes_answer()[1:]}")
    told.append(f"dates: {dates_right_answer()[0].lower() + dates_right_answer()[1:]}")
    trees = validation("spread").query("method == 'wirecopy'").set_index("measure").value
    right = trees["direction right of decided"]
    told.append(
        f"family trees of generated stories: copies F1 {trees['copy F1']:.3f}, direction right where decided"
        f" {right:.3f}"
    )
    return "**Where the truth is known, this is how often the methods are right.**\n\n" + "\n".join(
        f"- {line}" for line in told
    )

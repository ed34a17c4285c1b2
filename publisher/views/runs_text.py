"""Earlier runs as text: the list of them, one with what became of its steps, and the values that one wrote."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final, assert_never

from publisher.locale import _, ngettext
from publisher.model.change import Change
from publisher.sync.history.past_run import PastResult, PastRun, PastStep
from publisher.views.change_text import change_text
from publisher.views.replaced_text import replaced_line
from publisher.views.safe_text import clip, printable

COMMIT: Final = 8
"""Characters of a commit that are shown."""


def _n(text: str) -> str:
    """Mark a text for the extraction of messages, and return it."""
    return text


_HEAD: Final = (_n("run"), _n("started"), _n("by"), _n("manifests"), _n("entries written"))


def runs_head() -> list[str]:
    """Return the titles of the columns of the list."""
    return [_(title) for title in _HEAD]


def runs_rows(runs: Iterable[PastRun]) -> Iterator[tuple[str, ...]]:
    """Yield the row of each run."""
    for run in runs:
        written = _("{done} of {total}").format(done=run.count([PastResult.DONE]), total=len(run.steps))
        name = f"{run.name} ({_('sandbox')})" if run.sandbox else run.name
        yield name, time_text(run), clip(run.origin.by or "?"), _commit(run), written


def time_text(run: PastRun) -> str:
    """Return when a run started, to the minute."""
    return run.at.strftime(_("%Y-%m-%d %H:%M")) if run.at else "?"


def _commit(run: PastRun) -> str:
    """Return the commit of the manifests, with a sign where files differed from it."""
    if run.origin.commit is None:
        return "?"
    commit = clip(run.origin.commit[:COMMIT])
    return f"{commit} {_('(edited)')}" if run.origin.edited else commit


def run_text(run: PastRun, steps: Sequence[PastStep], folder: PurePosixPath) -> str:
    """Return one run: its beginning, its counts, and a line for each of these steps.

    `folder`: that of the journals, beside which a run keeps the files that it replaced.
    """
    lines = [*head_lines(run), ""]
    for key, group in groupby(sorted(steps, key=lambda step: step.key), key=lambda step: step.key):
        lines.append(f"  {key}")
        for step in group:
            replaced = (replaced_line(folder, run.name, key, file) for file in step.replaced)
            lines += [f"    {_step_line(step)}", *(f"        {line}" for line in replaced if line is not None)]
    return "\n".join(lines)


def head_lines(run: PastRun) -> Iterator[str]:
    """Yield which run it is, who started it and when, and how many entries it wrote."""
    yield f"{_('Run')} {run.name}" + (f" ({_('sandbox')})" if run.sandbox else "")
    yield _("started {time}, by {by}, manifests {commit}").format(
        time=time_text(run), by=clip(run.origin.by or "?"), commit=_commit(run)
    )
    yield ", ".join(_counts(run))


def _counts(run: PastRun) -> Iterator[str]:
    yield ngettext("{n} entry written", "{n} entries written", run.count([PastResult.DONE]))
    if failed := run.count([PastResult.FAILED]):
        yield ngettext("{n} failed", "{n} failed", failed)
    if missing := run.count([PastResult.NOT_DONE]):
        yield ngettext("{n} not started", "{n} not started", missing)
    if unknown := run.count([PastResult.UNKNOWN]):
        yield ngettext("{n} with unknown outcome", "{n} with unknown outcome", unknown)


def _step_line(step: PastStep) -> str:
    parts = [step.catalog, step_words(step.step)]
    match step.result:
        case PastResult.DONE:
            return " · ".join(["✔ " + parts[0], parts[1], *([printable(step.address)] if step.address else [])])
        case PastResult.FAILED:
            return " · ".join(["✘ " + parts[0], parts[1], clip(step.what or _("failed"))])
        case PastResult.NOT_DONE:
            return " · ".join(["✘ " + parts[0], parts[1], clip(step.what) if step.what else _("not started")])
        case PastResult.UNKNOWN:
            return " · ".join(["? " + parts[0], parts[1], _("started; what became of it is not in the journal")])
        case _:
            assert_never(step.result)


def step_words(name: str) -> str:
    """Return the name of a step in a few words; that of another version as it is."""
    texts = {
        "create": _("create"),
        "update": _("change"),
        "takeover": _("change, replacing values of the catalogue"),
        "archive": _("hide from the public"),
        "restore": _("restore: it was deleted in the catalogue"),
        "remember": _("already equal; marker to update"),
    }
    return texts.get(name) or clip(name)


def run_diff_text(run: PastRun, steps: Sequence[PastStep]) -> str:
    """Return what a run wrote: each field with the value before and after. Equal lines of catalogues stand once."""
    lines = [*head_lines(run)]
    for key, group in groupby(sorted(steps, key=lambda step: step.key), key=lambda step: step.key):
        lines += ["", f"  {key}", *_diff_lines(tuple(group))]
    return "\n".join(lines)


def _diff_lines(steps: Sequence[PastStep]) -> Iterator[str]:
    """Yield the lines of one dataset, those that are the same in several catalogues under both names."""
    blocks: dict[tuple[str, ...], list[str]] = {}
    for step in steps:
        blocks.setdefault(tuple(_changes_lines(step)), []).append(step.catalog)
    for lines, catalogs in blocks.items():
        yield f"    {', '.join(catalogs)}"
        yield from (f"      {line}" for line in lines)


def _changes_lines(step: PastStep) -> Iterator[str]:
    mark = "" if step.result is PastResult.DONE else f" ({_result_text(step.result)})"
    for path in step.digests:
        yield f"{printable(path)}  {_('(the values are those of the commits)')}{mark}"
    if not step.changes and not step.digests:
        yield step_words(step.step) + mark
    for change in step.changes:
        yield _change_line(change) + mark


def _change_line(change: Change) -> str:
    return f"{printable(str(change.path))}  {change_text(change)}"


def _result_text(result: PastResult) -> str:
    match result:
        case PastResult.DONE:
            return _("written")
        case PastResult.FAILED:
            return _("failed")
        case PastResult.NOT_DONE:
            return _("not started")
        case PastResult.UNKNOWN:
            return _("outcome unknown")
        case _:
            assert_never(result)

"""The report of a run with many entries: by producer, equal failures once. The journal has each entry."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from publisher.locale import _, ngettext
from publisher.model.commands import command
from publisher.model.names import ProducerId, producer_of
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Update, step_name
from publisher.views.outcome_text import not_done_text
from publisher.views.runs_text import step_words
from publisher.views.safe_text import printable

LONG: Final = 60
"""Entries above which a report is by producer."""
NAMED: Final = 5
"""Keys that stand under equal failures."""


def by_producer(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a line for each producer with what was done, and a line for each sort of failure."""
    done: dict[ProducerId, Counter[str]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Done):
            words = done.setdefault(producer_of(outcome.item.key), Counter())
            words[step_words(step_name(outcome.item.step))] += 1
    for producer, words in done.items():
        count = ngettext("{n} entry", "{n} entries", words.total())
        parts = ", ".join(f"{word} {n}" for word, n in words.most_common())
        yield f"  ✔ {producer} · {count} ({parts})"
    yield from _failures(outcomes)


def _failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[str]] = {}
    for outcome in outcomes:
        match outcome:
            case Failed(item, what, fix):
                alike.setdefault((item.catalog, str(what), str(fix or "")), []).append(item.key)
            case NotDone(item, why):
                alike.setdefault((item.catalog, not_done_text(why), ""), []).append(item.key)
            case Done():
                continue
    for (catalog, text, advice), keys in alike.items():
        yield f"  ✘ {catalog} · {ngettext('{n} entry', '{n} entries', len(keys))} · {printable(text)}"
        if advice:
            yield f"      {printable(advice)}"
        yield f"      {', '.join(keys[:NAMED])}{', …' if len(keys) > NAMED else ''}"


def has_more_to_say(outcome: Outcome) -> bool:
    """Return whether an entry that was written has a line of its own, however long the report is."""
    if not isinstance(outcome, Done):
        return False
    hides = isinstance(outcome.item.step, Update) and bool(outcome.item.step.hides)
    return hides or outcome.by_other_run or bool(outcome.rewritten)


def every_entry_line(report: Report) -> str:
    """Return the command that lists every entry of the run, with its address."""
    return _("Every entry, with its address:  {command}").format(command=command("runs", "show", report.run))

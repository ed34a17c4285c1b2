"""The table of `publisher status`: a row for each dataset and catalogue."""

from collections.abc import Iterable
from typing import Final, assert_never

from publisher.locale import _, ngettext
from publisher.model.entry import Entry
from publisher.model.plan import Blocked, CopyKind, Plan, entry_of
from publisher.model.values import State
from publisher.views.change_text import state_text
from publisher.views.plan_text import step_text
from publisher.views.quality_text import has_scores, item_scores_text
from publisher.views.safe_text import escaped, printable


def _n(text: str) -> str:
    """Mark a text for the extraction of messages, and return it."""
    return text


HEAD: Final = (_n("dataset"), _n("catalogue"), _n("state"), _n("to do"), _n("address"))
QUALITY: Final = _n("quality")
"""The title of a column before the last, in a plan with scores."""


def head(plan: Plan) -> list[str]:
    """Return the titles of the columns."""
    titles = [*HEAD[:-1], *([QUALITY] if has_scores(plan) else []), HEAD[-1]]
    return [_(title) for title in titles]


def rows(plan: Plan) -> Iterable[tuple[str, ...]]:
    """Yield key, catalogue, state of the entry, the step of a sync, its quality score, and the entry's address."""
    scored = has_scores(plan)
    for item in plan.items:
        entry = entry_of(item.step)
        address = entry.address if entry else ""
        state = "?" if isinstance(item.step, Blocked) else _state(entry)
        quality = [item_scores_text(item)] if scored else []
        yield item.key, item.catalog, state, step_text(item.step), *quality, printable(address)


def rows_markdown(plan: Plan) -> str:
    """Return the rows as a Markdown table, and the copies under it."""
    lines = [
        head(plan),
        ["---"] * len(head(plan)),
        *([escaped(cell) for cell in row] for row in rows(plan)),
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    copies = "\n".join(f"- {escaped(line.strip(' -'))}" for line in copies_lines(plan))
    return f"{table}\n\n{copies}" if copies else table


def copies_lines(plan: Plan) -> Iterable[str]:
    """Yield the copies of our entries with their addresses, under a line for each kind; nothing where there is none."""
    for kind in CopyKind:
        copies = [copy for copy in plan.copies if copy.kind is kind]
        if copies:
            yield _copies_head(kind, len(copies))
        for copy in copies:
            sign = f" ({copy.entry.harvested})" if copy.entry.harvested else ""
            yield printable(f"  - {copy.key} · {copy.catalog} · {copy.entry.address}{sign}")


def _copies_head(kind: CopyKind, count: int) -> str:
    match kind:
        case CopyKind.HARVESTED:
            return ngettext(
                "{n} copy of an entry of ours, made by a harvester; it is left alone:",
                "{n} copies of entries of ours, made by harvesters; they are left alone:",
                count,
            )
        case CopyKind.DELETED:
            return ngettext(
                "{n} deleted duplicate of an entry of ours, which the catalogue may remove for good:",
                "{n} deleted duplicates of entries of ours, which the catalogue may remove for good:",
                count,
            )
        case _:
            assert_never(kind)


def _state(entry: Entry | None) -> str:
    if entry is None:
        return _("absent")
    if entry.deleted:
        return _("deleted")
    return state_text(entry.content.state) if isinstance(entry.content.state, State) else ""

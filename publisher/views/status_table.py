"""The table of `publisher status`: a row for each dataset and catalogue."""

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from publisher.locale import _, ngettext
from publisher.model.entry import Entry
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked, CopyKind, Plan, entry_of
from publisher.model.values import State
from publisher.sync.history.past_run import PastRun
from publisher.views.change_text import state_text
from publisher.views.plan_text import step_text
from publisher.views.quality_text import has_scores, item_scores_text
from publisher.views.runs_text import time_text
from publisher.views.safe_text import escaped, printable


def _n(text: str) -> str:
    """Mark a text for the extraction of messages, and return it."""
    return text


HEAD: Final = (_n("dataset"), _n("catalogue"), _n("state"), _n("to do"), _n("address"))
QUALITY: Final = _n("quality")
"""The title of a column before the last, in a plan with scores."""
LAST_WRITTEN: Final = _n("last written")
"""The title of a column before the last, where a history was given."""

LastWrites = Mapping[tuple[DatasetKey, CatalogName], PastRun]
"""The run that wrote each entry last."""


def head(plan: Plan, writes: LastWrites | None = None) -> list[str]:
    """Return the titles of the columns. `writes`: None where nobody asked for the last writes."""
    others = [*([QUALITY] if has_scores(plan) else []), *([LAST_WRITTEN] if writes is not None else [])]
    titles = [*HEAD[:-1], *others, HEAD[-1]]
    return [_(title) for title in titles]


def rows(plan: Plan, writes: LastWrites | None = None) -> Iterable[tuple[str, ...]]:
    """Yield key, catalogue, state of the entry, the step of a sync, what else was asked for, the entry's address."""
    scored = has_scores(plan)
    for item in plan.items:
        entry = entry_of(item.step)
        address = entry.address if entry else ""
        state = "?" if isinstance(item.step, Blocked) else _state(entry)
        quality = [item_scores_text(item)] if scored else []
        written = [_written(writes.get((item.key, item.catalog)))] if writes is not None else []
        yield item.key, item.catalog, state, step_text(item.step), *quality, *written, printable(address)


def _written(run: PastRun | None) -> str:
    return time_text(run) if run else ""


def rows_markdown(plan: Plan, writes: LastWrites | None = None) -> str:
    """Return the rows as a Markdown table, and the copies under it."""
    lines = [
        head(plan, writes),
        ["---"] * len(head(plan, writes)),
        *([escaped(cell) for cell in row] for row in rows(plan, writes)),
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

"""The table of `publisher status`: a row for each dataset and catalogue."""

from collections.abc import Iterable
from typing import Final

from publisher.locale import _
from publisher.model.entry import Entry
from publisher.model.plan import Blocked, Plan, entry_of
from publisher.model.values import State
from publisher.views.change_text import state_text
from publisher.views.plan_text import step_text
from publisher.views.safe_text import escaped, printable


def _n(text: str) -> str:
    """Mark a text for the extraction of messages, and return it."""
    return text


HEAD: Final = (_n("dataset"), _n("catalogue"), _n("state"), _n("to do"), _n("address"))


def rows(plan: Plan) -> Iterable[tuple[str, ...]]:
    """Yield key, catalogue, state of the entry, the step of a sync, and the entry's address."""
    for item in plan.items:
        entry = entry_of(item.step)
        address = entry.address if entry else ""
        state = "?" if isinstance(item.step, Blocked) else _state(entry)
        yield item.key, item.catalog, state, step_text(item.step), printable(address)


def rows_markdown(plan: Plan) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        [_(title) for title in HEAD],
        ["---"] * len(HEAD),
        *([escaped(cell) for cell in row] for row in rows(plan)),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _state(entry: Entry | None) -> str:
    if entry is None:
        return _("absent")
    if entry.deleted:
        return _("deleted")
    return state_text(entry.content.state) if isinstance(entry.content.state, State) else ""

"""Where each dataset stands: one row per dataset and catalogue."""

from collections.abc import Iterable
from typing import Final

from publisher.locale import _
from publisher.model.entry import Entry
from publisher.model.plan import Blocked, Conflict, Create, Drift, HeldBack, Plan, Same, Step, Update
from publisher.model.values import State
from publisher.views.plan_markdown import escaped
from publisher.views.plan_text import step_text
from publisher.views.text import printable, state_text


def _n(text: str) -> str:
    """Mark a text for the extraction of messages."""
    return text


HEAD: Final = (_n("dataset"), _n("catalogue"), _n("state"), _n("to do"), _n("address"))


def rows(plan: Plan) -> Iterable[tuple[str, ...]]:
    """Key, catalogue, the entry's state there, what a sync would do, and its address."""
    for item in plan.items:
        entry = entry_of(item.step)
        address = entry.address if entry else ""
        state = "?" if isinstance(item.step, Blocked) else _state(entry)
        yield item.key, item.catalog, state, step_text(item.step), printable(address)


def rows_markdown(plan: Plan) -> str:
    """The same rows as a Markdown table."""
    lines = [
        [_(title) for title in HEAD],
        ["---"] * len(HEAD),
        *([escaped(cell) for cell in row] for row in rows(plan)),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def entry_of(step: Step) -> Entry | None:
    """The entry that a step is about, where there is one."""
    match step:
        case Update():
            return step.edit.entry
        case Same() | Drift() | Conflict():
            return step.entry
        case HeldBack():
            return entry_of(step.step)
        case Create() | Blocked():
            return None


def _state(entry: Entry | None) -> str:
    if entry is None:
        return _("absent")
    if entry.deleted:
        return _("deleted")
    return state_text(entry.content.state) if isinstance(entry.content.state, State) else ""

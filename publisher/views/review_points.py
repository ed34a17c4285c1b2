"""What a reviewer should look at first: what waits for a decision, and what takes something from the public."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from publisher.locale import _, ngettext
from publisher.model.change import Change, FieldPath
from publisher.model.guards import GuardKind
from publisher.model.names import DatasetKey, producer_of
from publisher.model.plan import Blocked, Conflict, HeldBack, HeldBy, Item, Orphan, Plan, Step, changes_of
from publisher.model.values import State
from publisher.sync.plan.guard import amounts
from publisher.views.change_markdown import change_markdown
from publisher.views.orphan_text import folder_texts, orphan_advice, orphan_text
from publisher.views.safe_text import clip, escaped, unlinked
from publisher.views.source_links import SourceLinks

K = TypeVar("K")

MANY: Final = 5
"""Datasets that a point names at most."""

FIX: Final = 700
"""Characters of what is to be done."""

LISTED: Final = 20
"""Blocked datasets, and removed manifests, that have a line of their own."""


def decisions_markdown(plan: Plan, links: SourceLinks) -> list[str]:
    """Return a line for each thing that a person must decide before the plan is carried out as a whole."""
    blocked = [item for item in plan.items if isinstance(item.step, Blocked)]
    conflicts = [item for item in plan.items if isinstance(item.step, Conflict)]
    lines = [*_blocked_lines(blocked, links), *_held_lines(plan.items, links)]
    if conflicts:
        text = _("edited in the manifest and in the catalogue")
        lines.append(f"- ⛔ **{_('conflict')}**{_(': ')}{escaped(text)}{_(': ')}{_names(conflicts, links)}")
    return lines


def _blocked_lines(items: Sequence[Item], links: SourceLinks) -> Iterator[str]:
    """Yield a line for each remedy: often two catalogues block a dataset, or one catalogue many, for the same cause."""
    for fix, group in _grouped(items, lambda item: _reason_of(item)[1]).items():
        reasons = dict.fromkeys(escaped(clip(_reason_of(item)[0], 400)) for item in group)
        texts = "<br>".join([*_first(reasons), escaped(clip(fix, FIX))])
        yield f"- ⛔ **{_('blocked')}**{_(': ')}{_names(group, links)}{_(': ')}{texts}"


def _held_lines(items: Iterable[Item], links: SourceLinks) -> Iterator[str]:
    """Yield the reasons why steps are held back, those first that the author or the team can do something about."""
    waiting = [item for item in items if isinstance(item.step, HeldBack)]
    for (reason, fix), group in sorted(_grouped(waiting, _reason_of).items(), key=lambda pair: _by_mode(pair[1][0])):
        sign = "🕓" if _by_mode(group[0]) else "⛔"
        yield (
            f"- {sign} **{_('held back')}**{_(': ')}{escaped(clip(reason, 400))}{_(': ')}{_names(group, links)}"
            f"<br>{escaped(clip(fix, FIX))}"
        )


def _by_mode(item: Item) -> bool:
    return isinstance(item.step, HeldBack) and item.step.by is HeldBy.MODE


def _reason_of(item: Item) -> tuple[str, str]:
    step = item.step
    return (str(step.reason), str(step.fix)) if isinstance(step, Blocked | HeldBack) else ("", "")


def _grouped(items: Iterable[Item], of: Callable[[Item], K]) -> Mapping[K, list[Item]]:
    groups: dict[K, list[Item]] = {}
    for item in items:
        groups.setdefault(of(item), []).append(item)
    return groups


def checks_markdown(plan: Plan, links: SourceLinks) -> list[str]:
    """Return a line for each kind of change that takes something from the public or from reusers."""
    texts: Mapping[GuardKind, str] = {
        GuardKind.HIDINGS: _("hidden from the public"),
        GuardKind.LICENSES: _("another licence"),
        GuardKind.HVD: _("no longer marked as high-value data"),
        GuardKind.PROTECTED: _("protected dataset (`protect: true`)"),
        GuardKind.ROWS: _("fewer rows in a file"),
        GuardKind.COLUMNS: _("fewer columns in a file"),
        GuardKind.TAKEOVERS: _("replaces values that the catalogue alone has"),
    }
    moved = [item for item in plan.items if any(map(_is_of_another_producer, changes_of(_write_of(item))))]
    lines = [f"- ⚠️ **{_('takes the entry of another producer')}**{_(': ')}{_names(moved, links)}"] if moved else []
    counted = {kind: [item for item in plan.items if amounts(_write_of(item)).get(kind)] for kind in texts}
    return lines + [
        f"- ⚠️ **{escaped(texts[kind])}**{_(': ')}{_names(items, links)}{_licenses(items, kind)}"
        for kind, items in counted.items()
        if items
    ]


def _write_of(item: Item) -> Step:
    return item.step.step if isinstance(item.step, HeldBack) else item.step


def _is_of_another_producer(change: Change) -> bool:
    """Return whether a dataset goes on with an entry that another producer's manifest had (`previously:`)."""
    if change.path != FieldPath("key"):
        return False
    former, key = DatasetKey(str(change.observed)), DatasetKey(str(change.desired))
    return producer_of(former) != producer_of(key)


def _licenses(items: Iterable[Item], kind: GuardKind) -> str:
    """Return which licence becomes which; an empty text for another kind."""
    if kind is not GuardKind.LICENSES:
        return ""
    changes = [
        change for item in items for change in changes_of(_write_of(item)) if change.path == FieldPath("license")
    ]
    return f"{_(': ')}{_(', ').join(_first(dict.fromkeys(map(change_markdown, changes))))}"


def _first(texts: Iterable[str]) -> Sequence[str]:
    listed = list(texts)
    return listed if len(listed) <= MANY else [*listed[:MANY], "…"]


def removed_markdown(orphans: Sequence[Orphan]) -> list[str]:
    """Return a line for each dataset that no manifest publishes any more: its entries stay, and what can be done.

    What is to be done about a renamed folder stands once, after them.
    """
    groups: dict[tuple[DatasetKey, str], list[Orphan]] = {}
    for orphan in orphans:
        groups.setdefault((orphan.key, orphan_text(orphan)), []).append(orphan)
    lines = [_removed(group, text) for (_key, text), group in list(groups.items())[:LISTED]]
    more = len(groups) - LISTED
    left = [f"- {_('… and {n} more').format(n=more)}"] if more > 0 else []
    return [*lines, *left, *(f"- {escaped(text)}" for text in folder_texts(orphans))]


def _removed(orphans: Sequence[Orphan], text: str) -> str:
    """Return what became of the entries of one dataset, in all catalogues; each piece of advice once."""
    title = clip(str(orphans[0].entry.content.title), 120)
    catalogs = _(", ").join(orphan.catalog for orphan in orphans)
    public = any(orphan.entry.content.state is not State.PRIVATE for orphan in orphans)
    stays = f"{_(', ')}{_('and its entry stays public')}" if public else ""
    addresses = _(", ").join(clip(orphan.entry.address, 200) for orphan in orphans)
    head = (
        f"- ⚠️ **{unlinked(title)}** (`{escaped(orphans[0].key)}` · {escaped(catalogs)}){_(': ')}"
        f"{escaped(text)}{stays}{_(': ')}{escaped(addresses)}"
    )
    advice = dict.fromkeys(line for orphan in orphans if not orphan.new_folder for line in orphan_advice(orphan))
    return "<br>".join([head, *map(escaped, advice)])


def _names(items: Iterable[Item], links: SourceLinks) -> str:
    """Return the keys of some datasets, each once, and how many there are."""
    keys: Sequence[DatasetKey] = list(dict.fromkeys(item.key for item in items))
    names = _(", ").join(links.of_dataset(key, key) for key in keys[:MANY])
    if len(keys) <= MANY:
        return names
    count = ngettext("{n} dataset", "{n} datasets", len(keys))
    return f"**{count}** ({names}{_(', ')}{_('… and {n} more').format(n=len(keys) - MANY)})"

"""What an import found, and what it wrote."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass
from publisher.capture.imported_manifest import Draft, Imports
from publisher.locale import _, ngettext
from publisher.model.names import CatalogName, ProducerId, RemoteId
from publisher.views.safe_text import printable

SIGNS: Final = {
    EntryClass.EXACT: "+",
    EntryClass.AMBIGUOUS: "?",
    EntryClass.HARVESTED: "!",
    EntryClass.FOREIGN: "!",
    EntryClass.KNOWN: " ",
}


def imports_text(
    found: Imports, producer: ProducerId, catalog: CatalogName, place: str, written: Sequence[Path], *, dry_run: bool
) -> str:
    """The counts, then each entry under what it is to us, then what to type next."""
    head = _("{catalog} ({software}), organization {place}: {counts}").format(
        catalog=catalog, software=found.access.software, place=place, counts=", ".join(_counts(found.sorted))
    )
    drafts = {one.entry.id: one for one in found.drafts}
    lines = [line for sort in EntryClass for line in _group(sort, found.sorted, producer, drafts)]
    return "\n".join([head, *lines, "", *_end(found, producer, catalog, written, dry_run=dry_run)])


def _counts(entries: Sequence[ClassifiedEntry]) -> Iterable[str]:
    total = len(entries)
    yield ngettext("{n} entry", "{n} entries", total)
    for sort in EntryClass:
        count = sum(one.sort is sort for one in entries)
        if count:
            yield f"{count} {_word(sort)}"


def _word(sort: EntryClass) -> str:
    match sort:
        case EntryClass.EXACT:
            return _("exact")
        case EntryClass.AMBIGUOUS:
            return _("ambiguous")
        case EntryClass.HARVESTED:
            return _("harvested")
        case EntryClass.FOREIGN:
            return _("foreign")
        case EntryClass.KNOWN:
            return _("known already")


def _group(
    sort: EntryClass, entries: Sequence[ClassifiedEntry], producer: ProducerId, drafts: dict[RemoteId, Draft]
) -> Iterable[str]:
    mine = [one for one in entries if one.sort is sort]
    if mine:
        yield ""
        yield f"{_word(sort)} ({len(mine)})"
    for one in mine:
        draft = drafts.get(one.entry.id)
        title = f"{producer}/{draft.stem}" if draft else printable(str(one.entry.content.title))
        yield f"  {SIGNS[sort]} {title}"
        yield f"      {printable(one.entry.address)}"
        if draft is not None:
            yield from (f"      {line}" for line in _left(draft))
        elif one.why is not None:
            yield f"      {printable(str(one.why))}"


def _left(draft: Draft) -> Iterable[str]:
    made = draft.manifest
    count = made.left_resources
    parts = [*made.left_fields]
    parts += [ngettext("{n} resource", "{n} resources", count)] if count else []
    if parts:
        yield _("left to the portal: {what}").format(what=", ".join(parts))


def _end(
    found: Imports, producer: ProducerId, catalog: CatalogName, written: Sequence[Path], *, dry_run: bool
) -> Iterable[str]:
    if found.access.user is None:
        yield _("Without a token, private entries are not seen.")
    if not found.drafts:
        yield _("Nothing to write.")
        return
    if dry_run:
        yield ngettext("{n} manifest would be written.", "{n} manifests would be written.", len(found.drafts))
        return
    files = ngettext("{n} file written", "{n} files written", len(written))
    yield _("{files} below {folder}; nothing was written to the catalogue.").format(
        files=files, folder=written[0].parent.as_posix()
    )
    yield _("Then:  publisher adopt {producer} --catalog {catalog}").format(producer=producer, catalog=catalog)

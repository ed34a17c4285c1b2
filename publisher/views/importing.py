"""What an import found, and what it wrote."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from publisher.locale import _, ngettext
from publisher.manifests.imported import Draft, Imports
from publisher.model.importing import Sort, SortedEntry
from publisher.model.names import CatalogName, ProducerId, RemoteId
from publisher.views.as_json import dumps
from publisher.views.text import printable

SIGNS: Final = {Sort.EXACT: "+", Sort.AMBIGUOUS: "?", Sort.HARVESTED: "!", Sort.FOREIGN: "!", Sort.KNOWN: " "}


def imports_text(
    found: Imports, producer: ProducerId, catalog: CatalogName, place: str, written: Sequence[Path], *, dry_run: bool
) -> str:
    """The counts, then each entry under what it is to us, then what to type next."""
    head = _("{catalog} ({software}), organization {place}: {counts}").format(
        catalog=catalog, software=found.access.software, place=place, counts=", ".join(_counts(found.sorted))
    )
    drafts = {one.entry.id: one for one in found.drafts}
    lines = [line for sort in Sort for line in _group(sort, found.sorted, producer, drafts)]
    return "\n".join([head, *lines, "", *_end(found, producer, catalog, written, dry_run=dry_run)])


def _counts(entries: Sequence[SortedEntry]) -> Iterable[str]:
    total = len(entries)
    yield ngettext("{n} entry", "{n} entries", total)
    for sort in Sort:
        count = sum(one.sort is sort for one in entries)
        if count:
            yield f"{count} {_word(sort)}"


def _word(sort: Sort) -> str:
    match sort:
        case Sort.EXACT:
            return _("to adopt")
        case Sort.AMBIGUOUS:
            return _("ambiguous")
        case Sort.HARVESTED:
            return _("harvested")
        case Sort.FOREIGN:
            return _("managed by another tool")
        case Sort.KNOWN:
            return _("already known")


def _group(
    sort: Sort, entries: Sequence[SortedEntry], producer: ProducerId, drafts: dict[RemoteId, Draft]
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
        yield _("managed only in the catalogue: {what}").format(what=", ".join(parts))


def _end(
    found: Imports, producer: ProducerId, catalog: CatalogName, written: Sequence[Path], *, dry_run: bool
) -> Iterable[str]:
    if found.access.user is None:
        yield _("Without a token, private entries cannot be seen.")
    if not found.drafts:
        yield _("Nothing to write.")
        return
    if dry_run:
        yield ngettext("{n} manifest would be written.", "{n} manifests would be written.", len(found.drafts))
        return
    files = ngettext("{n} file written", "{n} files written", len(written))
    yield _("{files} in {folder}; nothing was written to the catalogue.").format(
        files=files, folder=written[0].parent.as_posix()
    )
    yield _("Then:  publisher adopt {producer} --catalog {catalog}").format(producer=producer, catalog=catalog)


def imports_document(
    found: Imports, producer: ProducerId, catalog: CatalogName, place: str, written: Sequence[Path], *, dry_run: bool
) -> str:
    """The same as JSON, in English."""
    drafts = {one.entry.id: one for one in found.drafts}
    document: dict[str, object] = {
        "catalog": catalog,
        "organization": place,
        "counts": {sort.value: sum(one.sort is sort for one in found.sorted) for sort in Sort},
        "entries": [_entry(one, producer, drafts.get(one.entry.id)) for one in found.sorted],
        "files": [path.as_posix() for path in written],
        "dry_run": dry_run,
    }
    return dumps(document)


def _entry(one: SortedEntry, producer: ProducerId, draft: Draft | None) -> dict[str, object]:
    made = draft.manifest if draft else None
    return {
        "id": one.entry.id,
        "address": one.entry.address,
        "title": one.entry.content.title,
        "sort": one.sort.value,
        "why": one.why.in_english() if one.why else None,
        "key": f"{producer}/{draft.stem}" if draft else None,
        "left": {"fields": list(made.left_fields), "resources": made.left_resources} if made else None,
    }

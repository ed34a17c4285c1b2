"""The text of `publisher import`: the classified entries, and the written files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass
from publisher.capture.imported_manifest import DraftManifest, Imports
from publisher.locale import _, ngettext
from publisher.model.commands import command
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
    imports: Imports,
    producer: ProducerId,
    catalog: CatalogName,
    organization: str,
    written: Sequence[Path],
    *,
    dry_run: bool,
) -> str:
    """Return the counts, then the entries by class, then the command to type next."""
    head = _("{catalog} ({software}), organization {place}: {counts}").format(
        catalog=catalog,
        software=imports.access.software,
        place=organization,
        counts=", ".join(_counts(imports.entries)),
    )
    drafts = {draft.entry.id: draft for draft in imports.drafts}
    lines = [
        line for entry_class in EntryClass for line in _class_lines(entry_class, imports.entries, producer, drafts)
    ]
    return "\n".join([head, *lines, "", *_closing_lines(imports, producer, catalog, written, dry_run=dry_run)])


def _counts(entries: Sequence[ClassifiedEntry]) -> Iterable[str]:
    total = len(entries)
    yield ngettext("{n} entry", "{n} entries", total)
    for entry_class in EntryClass:
        count = sum(classified.entry_class is entry_class for classified in entries)
        if count:
            yield f"{count} {_class_word(entry_class)}"


def _class_word(entry_class: EntryClass) -> str:
    match entry_class:
        case EntryClass.EXACT:
            return _("to adopt")
        case EntryClass.AMBIGUOUS:
            return _("ambiguous")
        case EntryClass.HARVESTED:
            return _("harvested")
        case EntryClass.FOREIGN:
            return _("managed by another tool")
        case EntryClass.KNOWN:
            return _("already known")


def _class_lines(
    entry_class: EntryClass,
    entries: Sequence[ClassifiedEntry],
    producer: ProducerId,
    drafts: dict[RemoteId, DraftManifest],
) -> Iterable[str]:
    group = [classified for classified in entries if classified.entry_class is entry_class]
    if group:
        yield ""
        yield f"{_class_word(entry_class)} ({len(group)})"
    for classified in group:
        draft = drafts.get(classified.entry.id)
        shows_key = draft is not None and not classified.entry.withheld
        title = f"{producer}/{draft.stem}" if shows_key and draft else printable(str(classified.entry.content.title))
        yield f"  {SIGNS[entry_class]} {title}"
        yield f"      {printable(classified.entry.address)}"
        if draft is not None:
            yield from (f"      {line}" for line in _catalog_lines(draft))
        elif classified.why is not None:
            yield f"      {printable(str(classified.why))}"


def _catalog_lines(draft: DraftManifest) -> Iterable[str]:
    manifest = draft.manifest
    count = manifest.catalog_resource_count
    parts = [*manifest.catalog_fields]
    parts += [ngettext("{n} resource", "{n} resources", count)] if count else []
    if parts:
        yield _("managed only in the catalogue: {what}").format(what=", ".join(parts))


def _closing_lines(
    imports: Imports, producer: ProducerId, catalog: CatalogName, written: Sequence[Path], *, dry_run: bool
) -> Iterable[str]:
    if imports.access.user is None:
        yield _("Without a token, private entries cannot be seen.")
    if not imports.drafts:
        yield _("Nothing to write.")
        return
    if dry_run:
        yield ngettext("{n} manifest would be written.", "{n} manifests would be written.", len(imports.drafts))
        return
    files = ngettext("{n} file written", "{n} files written", len(written))
    yield _("{files} in {folder}; nothing was written to the catalogue.").format(
        files=files, folder=written[0].parent.as_posix()
    )
    yield _("Then:  {command}").format(command=command("adopt", producer, "--catalog", catalog))

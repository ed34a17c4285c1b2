"""Entries of ours that no manifest publishes any more, as text: which, where, and what can be done."""

from collections.abc import Iterable

from publisher.locale import _
from publisher.model.commands import Again, command
from publisher.model.plan import Orphan
from publisher.views.safe_text import clip, escaped, printable


def orphan_lines(orphans: Iterable[Orphan]) -> list[str]:
    """Return the lines of these entries."""
    return [line for orphan in orphans for line in _lines(orphan)]


def _lines(orphan: Orphan) -> list[str]:
    head = f"  ? {printable(orphan.key)} · {orphan.catalog} · {printable(orphan_text(orphan))}"
    texts = [clip(orphan.entry.address, 200), *map(printable, _advice(orphan))]
    return [head, *(f"      {text}" for text in texts)]


def orphans_markdown(orphans: Iterable[Orphan]) -> str:
    """Return a list of these entries."""
    return "\n".join(
        f"- {escaped(orphan.key)} · {escaped(orphan.catalog)} · {escaped(orphan_text(orphan))}{_(': ')}"
        f"{escaped(clip(orphan.entry.address, 200))}<br>{escaped(advice_text(orphan))}"
        for orphan in orphans
    )


def orphan_text(orphan: Orphan) -> str:
    """Return why no manifest publishes the entry."""
    if orphan.withdrawn_by is None:
        return _("its manifest was removed or renamed")
    text = _("published, and withdrawn by {file} (`catalogs: {{{catalog}: false}}`)")
    return text.format(file=orphan.withdrawn_by.file, catalog=orphan.catalog)


def advice_text(orphan: Orphan) -> str:
    """Return what can be done about the entry."""
    return "; ".join(_advice(orphan))


def _advice(orphan: Orphan) -> list[str]:
    places = {"key": orphan.key, "catalog": orphan.catalog, "new": orphan.renamed_to}
    if orphan.renamed_to is not None:
        rename = command("rename", orphan.key, orphan.renamed_to)
        return [_("{new} seems to be the same dataset: {command}").format(command=rename, **places)]
    texts = [
        _("to hide it, with every other entry that has no manifest: {command}").format(command=Again(("--prune",))),
        _("to keep it as it is, unmanaged: {command}").format(
            command=command("release", orphan.key, "--catalog", orphan.catalog)
        ),
    ]
    if orphan.withdrawn_by is None:
        rename = command("rename", orphan.key, _("NEW_KEY"))
        renamed = _("if it was renamed: {command} (this writes `previously: [{key}]`)")
        texts.insert(0, renamed.format(command=rename, **places))
    return texts

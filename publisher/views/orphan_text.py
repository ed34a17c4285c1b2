"""Entries of ours that no manifest publishes any more, as text: which, where, and what can be done."""

from collections.abc import Iterable

from publisher.locale import _
from publisher.model.commands import Again, command
from publisher.model.names import producer_of
from publisher.model.plan import Orphan
from publisher.model.values import State
from publisher.views.safe_text import clip, escaped, printable


def orphan_lines(orphans: Iterable[Orphan]) -> list[str]:
    """Return the lines of these entries; what is to be done about a renamed folder stands once, after them."""
    orphans = tuple(orphans)
    lines = [line for orphan in orphans for line in _lines(orphan)]
    return [*lines, *(f"  ? {printable(text)}" for text in folder_texts(orphans))]


def _lines(orphan: Orphan) -> list[str]:
    head = f"  ? {printable(orphan.key)} · {orphan.catalog} · {printable(orphan_text(orphan))}"
    advice = [] if orphan.new_folder else orphan_advice(orphan)
    texts = [clip(orphan.entry.address, 200), *map(printable, advice)]
    return [head, *(f"      {text}" for text in texts)]


def folder_texts(orphans: Iterable[Orphan]) -> list[str]:
    """Return what to do about each folder that was renamed, once."""
    return list(dict.fromkeys(text for orphan in orphans if orphan.new_folder for text in orphan_advice(orphan)))


def orphans_markdown(orphans: Iterable[Orphan]) -> str:
    """Return a list of these entries; what is to be done about a renamed folder stands once, after them."""
    orphans = tuple(orphans)
    lines = [_markdown(orphan) for orphan in orphans]
    return "\n".join([*lines, *(f"- {escaped(text)}" for text in folder_texts(orphans))])


def _markdown(orphan: Orphan) -> str:
    advice = "" if orphan.new_folder else f"<br>{escaped(advice_text(orphan))}"
    return (
        f"- {escaped(orphan.key)} · {escaped(orphan.catalog)} · {escaped(orphan_text(orphan))}{_(': ')}"
        f"{escaped(clip(orphan.entry.address, 200))}{advice}"
    )


def orphan_text(orphan: Orphan) -> str:
    """Return why no manifest publishes the entry."""
    private = orphan.entry.content.state is State.PRIVATE
    if orphan.withdrawn_by is None:
        if private:
            return _("private; its manifest was removed or renamed")
        return _("its manifest was removed or renamed")
    text = (
        _("private, and withdrawn by {file} (`catalogs: {{{catalog}: false}}`)")
        if private
        else _("published, and withdrawn by {file} (`catalogs: {{{catalog}: false}}`)")
    )
    return text.format(file=orphan.withdrawn_by.file, catalog=orphan.catalog)


def advice_text(orphan: Orphan) -> str:
    """Return what can be done about the entry."""
    return "; ".join(orphan_advice(orphan))


def orphan_advice(orphan: Orphan) -> list[str]:
    """Return what can be done about the entry, in a sentence for each possibility."""
    places = {"key": orphan.key, "catalog": orphan.catalog, "new": orphan.renamed_to}
    if orphan.new_folder is not None:
        old, new = producer_of(orphan.key), orphan.new_folder
        folder = _("the folder {old} seems to be {new} now: {command}")
        return [folder.format(old=old, new=new, command=command("rename", old, new))]
    dead = _("its links lead to files that the public cannot read in {catalog}").format(catalog=orphan.dead_links)
    links = [dead] if orphan.dead_links else []
    if orphan.renamed_to is not None:
        rename = command("rename", orphan.key, orphan.renamed_to)
        return [*links, _("{new} seems to be the same dataset: {command}").format(command=rename, **places)]
    prune = (
        _("to archive it, with the other entries that are named so: {command}")
        if orphan.entry.content.state is State.PRIVATE
        else _("to hide it, with the other entries that are named so: {command}")
    )
    texts = [
        prune.format(command=Again(("--prune",))),
        _("to keep it as it is, unmanaged: {command}").format(
            command=command("release", orphan.key, "--catalog", orphan.catalog)
        ),
    ]
    if orphan.withdrawn_by is None:
        rename = command("rename", orphan.key, _("NEW_KEY"))
        renamed = _("if it was renamed: {command} (this command adds the line `previously: [{key}]`)")
        texts.insert(0, renamed.format(command=rename, **places))
    return [*links, *texts]

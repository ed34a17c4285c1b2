"""What a rollback writes into the folder of manifests, and what it leaves."""

from collections.abc import Iterable, Iterator

from publisher.capture.restore_values import RestoredManifest
from publisher.locale import _
from publisher.model.names import DatasetKey
from publisher.views.change_text import value_text
from publisher.views.edited_text import changed_lines
from publisher.views.safe_text import clip, printable

NAMED = 20
"""Keys that a line names."""


def restored_text(manifests: Iterable[RestoredManifest], folder: str) -> str:
    """Return the changed lines of each manifest, its files, and the values that it cannot give."""
    return "\n".join(line for manifest in manifests for line in _lines(manifest, folder))


def _lines(manifest: RestoredManifest, folder: str) -> Iterator[str]:
    if not manifest.is_changed and manifest.is_whole:
        return
    yield printable(f"{folder}/{manifest.key}.yml")
    yield from changed_lines(manifest.before, manifest.after)
    for file in manifest.files:
        yield f"  ↶ {printable(f'{folder}/{file.name}')}"
    for unmerged in manifest.unmerged:
        change = unmerged.edit.change
        yield f"  ! {unmerged.edit.catalog} · {printable(str(change.path))}  {clip(value_text(change.observed))}"
        yield f"      {printable(str(unmerged.why))}"
    if manifest.gone:
        places = ", ".join(f"{catalog} · {printable(path)}" for catalog, path in manifest.gone)
        text = _("only the catalogue had the former value, and the journal of the run no longer exists: {places}")
        yield f"  ! {text.format(places=places)}"
    for catalog, path, kept in manifest.kept:
        text = _("the file that was there is kept: {file}")
        yield f"  ! {catalog} · {printable(str(path))}  {text.format(file=printable(kept.as_posix()))}"
    yield ""


def left_out_text(withdrawn: Iterable[DatasetKey], gone: Iterable[DatasetKey], not_begun: Iterable[DatasetKey]) -> str:
    """Return the datasets that were withdrawn, those without a manifest, and those that the run did not write."""
    lines = []
    if keys := _listed(withdrawn):
        lines.append(_("! withdrawn for good, and not put back: {keys}").format(keys=keys))
    if keys := _listed(gone):
        lines.append(_("! no manifest any more, and the entries stay as they are: {keys}").format(keys=keys))
    if keys := _listed(not_begun):
        lines.append(_("! not written by the run, and their manifests stay as they are: {keys}").format(keys=keys))
    return "\n".join(lines)


def _listed(keys: Iterable[DatasetKey]) -> str:
    listed = [printable(key) for key in keys]
    return ", ".join([*listed[:NAMED], *(["…"] if len(listed) > NAMED else [])])

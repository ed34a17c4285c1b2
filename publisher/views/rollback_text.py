"""What a rollback writes into the folder of manifests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publisher.capture.restore_files import RestorableFile
from publisher.capture.restore_values import RestoredManifest
from publisher.locale import _
from publisher.model.names import DatasetKey
from publisher.views.change_text import value_text
from publisher.views.edited_text import changed_lines
from publisher.views.safe_text import clip, printable


def files_text(files: Sequence[RestorableFile], folder: str, commit: str) -> str:
    """Return the files that git has as they were, and those that somebody edited since."""
    lines = [_("Files as they were before, from commit {commit}:").format(commit=commit[:8])]
    for file in files:
        if not file.edited_since:
            note = f" ({_('new: it is removed')})" if file.is_new else ""
            lines.append(f"  ↶ {printable(f'{folder}/{file.name}')}{note}")
    edited = [file for file in files if file.edited_since]
    if edited:
        lines.append(_("Edited since the run, and left as they are:"))
        lines += [f"  ! {printable(f'{folder}/{file.name}')}" for file in edited]
    return "\n".join([*lines, ""])


def restored_text(
    manifests: Iterable[RestoredManifest], paths: Mapping[DatasetKey, str], gone: Iterable[DatasetKey]
) -> str:
    """Return the changed lines of each manifest, and the values that it cannot give.

    `gone`: the datasets that have no manifest any more, and git none.
    """
    lines = [line for manifest in manifests for line in _lines(manifest, paths[manifest.key])]
    text = _("! {key}: there is no manifest, here or in git; its entries stay as they are.")
    return "\n".join([*lines, *(text.format(key=printable(key)) for key in gone)])


def _lines(manifest: RestoredManifest, path: str) -> Iterator[str]:
    if manifest.after == manifest.before and manifest.is_whole:
        return
    yield printable(path)
    yield from changed_lines(manifest.before, manifest.after)
    for unmerged in manifest.unmerged:
        change = unmerged.edit.change
        yield f"  ! {unmerged.edit.catalog} · {printable(str(change.path))}  {clip(value_text(change.observed))}"
        yield f"      {printable(str(unmerged.why))}"
    if manifest.gone:
        places = ", ".join(f"{catalog} · {printable(path)}" for catalog, path in manifest.gone)
        text = _("only the catalogue had the former value, and the journal of the run no longer exists: {places}")
        yield f"  ! {text.format(places=places)}"
    yield ""

"""The text of `publisher pull`: the changed lines of each manifest, and the edits that are not merged."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from publisher.capture.pull_edits import PulledManifest
from publisher.locale import _, ngettext
from publisher.model.names import DatasetKey
from publisher.model.values import Withheld
from publisher.views.change_text import change_text
from publisher.views.edited_text import changed_lines
from publisher.views.safe_text import printable


def pulled_text(
    pulled_manifests: Sequence[PulledManifest],
    files: Mapping[DatasetKey, str],
    withheld: Collection[DatasetKey] = (),
) -> str:
    """Return, for each manifest, the removed and added lines, then the edits that a person must make.

    `withheld`: the datasets whose values in the catalogue are not shown.
    """
    return "\n".join(
        line
        for pulled in pulled_manifests
        for line in _manifest_lines(pulled, files[pulled.key], hidden=pulled.key in withheld)
    )


def _manifest_lines(pulled: PulledManifest, file: str, *, hidden: bool) -> Iterable[str]:
    count = ngettext("{n} edit made in a catalogue", "{n} edits made in a catalogue", len(pulled.merged))
    yield f"{file}{_(': ')}{count}"
    if hidden:
        yield f"  {Withheld()}"
        yield from (f"  ! {edit.edit.catalog} · {edit.edit.change.path}" for edit in pulled.unmerged)
        yield ""
        return
    yield from changed_lines(pulled.before, pulled.after)
    for unmerged in pulled.unmerged:
        yield f"  ! {unmerged.edit.catalog} · {unmerged.edit.change.path}  {change_text(unmerged.edit.change)}"
        yield f"      {printable(str(unmerged.why))}"
    yield ""

"""How manifests would change, line by line, and which of a portal's edits they cannot say."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import unified_diff

from publisher.locale import _, ngettext
from publisher.model.names import DatasetKey
from publisher.model.pulled import Pulled
from publisher.views.text import change_text, printable


def pulled_text(found: Sequence[Pulled], files: Mapping[DatasetKey, str]) -> str:
    """Each manifest: the lines that go and come, then what is left to a person."""
    return "\n".join(line for one in found for line in _one(one, files[one.key]))


def _one(one: Pulled, file: str) -> Iterable[str]:
    count = ngettext("{n} edit made in a catalogue", "{n} edits made in a catalogue", len(one.brought))
    yield f"{file}{_(': ')}{count}"
    lines = unified_diff(one.before.splitlines(), one.after.splitlines(), n=1, lineterm="")
    yield from (f"  {printable(line)}" for line in lines if not line.startswith(("---", "+++", "@@")))
    for left in one.left:
        yield f"  ! {left.edit.catalog} · {left.edit.change.path}  {change_text(left.edit.change)}"
        yield f"      {printable(str(left.why))}"
    yield ""

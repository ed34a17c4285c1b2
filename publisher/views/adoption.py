"""What adopting would do, and what it did."""

from collections.abc import Iterable, Sequence

from publisher.locale import _, ngettext
from publisher.model.adoption import Adoptable, Adopted, Candidate
from publisher.model.plan import Blocked
from publisher.views.text import change_text, printable


def candidates_text(found: Sequence[Candidate]) -> str:
    """Each dataset: the entry that would become ours, and what a sync would change there afterwards."""
    count = sum(isinstance(one.found, Adoptable) for one in found)
    lines = [line for one in found for line in _candidate(one)]
    return "\n".join([*lines, "", ngettext("{n} entry to adopt", "{n} entries to adopt", count)])


def _candidate(one: Candidate) -> Iterable[str]:
    head = f"{one.key} · {one.catalog}"
    match one.found:
        case Adoptable(entry, _edit, differences):
            yield f"  + {head} · {_('adopt')} {printable(entry.address)}"
            if not differences:
                yield f"      {_('no difference from the manifest')}"
            for change in differences:
                yield f"      {printable(str(change.path)):<12}  {change_text(change)}"
        case Blocked(reason=reason, fix=fix):
            yield f"  ! {head} · {_('blocked')}"
            yield f"      {printable(str(reason))}"
            yield f"      {printable(str(fix))}"
        case what:
            yield f"    {head} · {printable(str(what))}"


def adopted_text(outcomes: Sequence[Adopted]) -> str:
    """What was adopted, what was not, and what to type next."""
    done = [one for one in outcomes if one.entry is not None]
    text = _("{done} of {total} entries adopted: only their marker was written")
    lines = [f"{'✔' if len(done) == len(outcomes) else '✘'} {text.format(done=len(done), total=len(outcomes))}"]
    for one in outcomes:
        head = f"{one.candidate.key} · {one.candidate.catalog}"
        if one.entry is not None:
            lines.append(f"  ✔ {head} · {printable(one.entry.address)}")
        else:
            lines.append(f"  ✘ {head} · {printable(str(one.what))}")
            lines += [f"      {printable(str(one.fix))}"] if one.fix else []
    if done:
        lines.append(_("To see the remaining differences:  publisher plan"))
    return "\n".join(lines)

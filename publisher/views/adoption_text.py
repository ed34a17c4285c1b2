"""The text of `publisher adopt`: the entries to adopt, then the result."""

from collections.abc import Iterable, Sequence

from publisher.locale import _, ngettext
from publisher.model.commands import catalog_flags, command
from publisher.model.names import CatalogName
from publisher.model.plan import Blocked
from publisher.model.public_output import changes_for_public
from publisher.sync.apply.marker_only import MarkerOutcome
from publisher.sync.plan.adoption import AdoptionCandidate
from publisher.sync.steps.adoptable import AdoptableEntry
from publisher.views.change_text import change_text
from publisher.views.safe_text import printable


def candidates_text(adoption_candidates: Sequence[AdoptionCandidate]) -> str:
    """Return, for each dataset, the entry to adopt and the changes that a sync would then make there."""
    count = sum(isinstance(candidate.result, AdoptableEntry) for candidate in adoption_candidates)
    lines = [line for candidate in adoption_candidates for line in _candidate(candidate)]
    return "\n".join([*lines, "", ngettext("{n} entry to adopt", "{n} entries to adopt", count)])


def _candidate(candidate: AdoptionCandidate) -> Iterable[str]:
    head = f"{candidate.key} · {candidate.catalog}"
    match candidate.result:
        case AdoptableEntry(entry, _edit, differences):
            yield f"  + {head} · {_('adopt')} {printable(entry.address)}"
            if not differences:
                yield f"      {_('no difference from the manifest')}"
            for change in changes_for_public(differences) if entry.withheld else differences:
                yield f"      {printable(str(change.path)):<12}  {change_text(change)}"
        case Blocked(reason=reason, fix=fix):
            yield f"  ! {head} · {_('blocked')}"
            yield f"      {printable(str(reason))}"
            yield f"      {printable(str(fix))}"
        case reason:
            yield f"    {head} · {printable(str(reason))}"


def adopted_text(outcomes: Sequence[MarkerOutcome[AdoptionCandidate]], catalogs: Iterable[CatalogName] = ()) -> str:
    """Return which entries were adopted, which were not, and the command to type next.

    `catalogs`: those that the user selected.
    """
    done = [outcome for outcome in outcomes if outcome.entry is not None]
    text = _("{done} of {total} entries adopted: only their marker was written")
    lines = [f"{'✔' if len(done) == len(outcomes) else '✘'} {text.format(done=len(done), total=len(outcomes))}"]
    for outcome in outcomes:
        head = f"{outcome.candidate.key} · {outcome.candidate.catalog}"
        if outcome.entry is not None:
            lines.append(f"  ✔ {head} · {printable(outcome.entry.address)}")
        else:
            lines.append(f"  ✘ {head} · {printable(str(outcome.what))}")
            lines += [f"      {printable(str(outcome.fix))}"] if outcome.fix else []
    if done:
        keys = dict.fromkeys(outcome.candidate.key for outcome in done)
        lines.append(
            _("To see the remaining differences:  {command}").format(
                command=command("plan", *keys, *catalog_flags(catalogs))
            )
        )
    return "\n".join(lines)

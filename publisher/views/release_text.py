"""The text of `publisher release`: the entries to let go, then the result."""

from collections.abc import Iterable, Sequence

from publisher.locale import _
from publisher.sync.apply.marker_only import MarkerOutcome
from publisher.sync.plan.release import ReleaseCandidate
from publisher.views.safe_text import printable


def candidates_text(candidates: Iterable[ReleaseCandidate]) -> str:
    """Return, for each key and catalogue, the entry to let go, or why there is none."""
    return "\n".join(line for candidate in candidates for line in _candidate(candidate))


def _candidate(candidate: ReleaseCandidate) -> Iterable[str]:
    head = f"{printable(candidate.key)} · {candidate.catalog}"
    address = printable(candidate.entry.address) if candidate.entry else ""
    if candidate.obstacle is None:
        yield f"  − {head} · {_('its marker is removed; the entry stays as it is:')} {address}"
    elif candidate.entry is None:
        yield f"    {head} · {printable(str(candidate.obstacle))}"
    else:
        yield f"  ! {head} · {_('blocked')} · {address}"
        yield f"      {printable(str(candidate.obstacle))}"


def released_text(outcomes: Sequence[MarkerOutcome[ReleaseCandidate]]) -> str:
    """Return which entries were let go, and which were not."""
    done = sum(outcome.entry is not None for outcome in outcomes)
    text = _("{done} of {total} entries let go: only their marker was removed")
    lines = [f"{'✔' if done == len(outcomes) else '✘'} {text.format(done=done, total=len(outcomes))}"]
    for outcome in outcomes:
        head = f"{printable(outcome.candidate.key)} · {outcome.candidate.catalog}"
        if outcome.entry is not None:
            lines.append(f"  ✔ {head} · {printable(outcome.entry.address)}")
        else:
            lines.append(f"  ✘ {head} · {printable(str(outcome.what))}")
            lines += [f"      {printable(str(outcome.fix))}"] if outcome.fix else []
    return "\n".join(lines)

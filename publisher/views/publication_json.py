"""What became of each dataset, as JSON for programs that tell people: without any value of an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from publisher.manifests.exceptions import files_about
from publisher.model.actor import Actor
from publisher.model.entry import Entry
from publisher.model.manifest import ManifestSet
from publisher.model.messages import Message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import (
    Blocked,
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    HeldBack,
    Item,
    MarkerUpdate,
    Plan,
    Same,
    Scheduled,
    Update,
    entry_of,
    step_name,
)
from publisher.model.values import State
from publisher.sync.plan.who_acts import who_decides
from publisher.views.outcome_text import not_done_text
from publisher.views.plan_text import step_text

Document = dict[str, object]
DECIMALS = 2
"""Of a score."""


@dataclass(frozen=True)
class Stopped:
    """Why nothing, or nothing more, was written."""

    message: str
    actor: Actor
    catalog: CatalogName | None = None
    """The catalogue that cannot be read; None where it is another reason."""
    files: tuple[str, ...] = ()
    """The files that are to be corrected."""


def publication_document(
    manifests: ManifestSet | None, plan: Plan | None, report: Report | None, stopped: Stopped | None, commit: str | None
) -> Document:
    """Return what became of each dataset; None stands for what the command did not come to."""
    outcomes = {(outcome.item.key, outcome.item.catalog): outcome for outcome in (report.outcomes if report else ())}
    return {
        "commit": commit,
        "run": report.run if report else None,
        "stopped": _stopped(stopped) if stopped else None,
        "datasets": _datasets(manifests) if manifests else [],
        "entries": _entries(plan, outcomes) if plan else [],
        "orphans": [
            {"key": orphan.key, "catalog": orphan.catalog, "renamed_to": orphan.renamed_to}
            for orphan in (plan.orphans if plan else ())
        ],
    }


def _stopped(stopped: Stopped) -> Document:
    return {
        "message": stopped.message,
        "acts": stopped.actor.value,
        "catalog": stopped.catalog,
        "files": list(stopped.files),
    }


def _datasets(manifests: ManifestSet) -> Sequence[Document]:
    """Return each dataset with its title and its files; a withdrawn one, whose title is a value, by its key."""
    titled: list[Document] = [
        {"key": manifest.key, "title": str(manifest.content.title), "files": sorted(files_about(manifest))}
        for manifest in manifests.manifests
    ]
    withdrawn: list[Document] = [
        {"key": dead.key, "title": dead.key, "files": [dead.at.file]} for dead in manifests.tombstones
    ]
    return [*titled, *withdrawn]


def _entries(plan: Plan, outcomes: Mapping[tuple[DatasetKey, CatalogName], Outcome]) -> Sequence[Document]:
    return [_entry(item, outcomes.get((item.key, item.catalog))) for item in plan.items]


def _entry(item: Item, outcome: Outcome | None) -> Document:
    """Return what became of a dataset in one catalogue."""
    document: Document = {"key": item.key, "catalog": item.catalog, "step": step_name(item.step)}
    match outcome:
        case None:
            return document | _without_outcome(item)
        case Done(entry=entry):
            return document | {"result": "done"} | _shown(item, entry)
        case Failed(what=what, fix=fix, actor=actor):
            return document | {"result": "failed"} | _reason(what, fix, actor)
        case NotDone(why=why):
            return document | {"result": "not-done", "message": not_done_text(why), "acts": Actor.NEXT_RUN.value}
        case _:
            assert_never(outcome)


def _without_outcome(item: Item) -> Document:
    """Return what became of a step that no run carried out."""
    match item.step:
        case Create() | Update():
            return {"result": "not-done", "message": not_done_text(None), "acts": Actor.NEXT_RUN.value}
        case Same(entry=None):
            return {"result": "absent", "message": step_text(item.step)}
        case MarkerUpdate() | Same() | Drift():
            return {"result": "unchanged"} | _shown(item, entry_of(item.step))
        case Scheduled(day=day):
            return {"result": "scheduled", "day": day.isoformat()}
        case Blocked(reason=reason, fix=fix) | HeldBack(reason=reason, fix=fix):
            return {"result": "waiting"} | _reason(reason, fix, who_decides(item.step))
        case Conflict() | EntryDeleted():
            return {"result": "waiting", "message": step_text(item.step)} | _acts(who_decides(item.step))
        case _:
            assert_never(item.step)


def _reason(what: Message, fix: Message | None, actor: Actor | None) -> Document:
    return {"message": str(what), **({"fix": str(fix)} if fix else {})} | _acts(actor)


def _acts(actor: Actor | None) -> Document:
    return {"acts": actor.value} if actor else {}


def _shown(item: Item, entry: Entry | None) -> Document:
    """Return the state of an entry; address and score only of one that the public sees."""
    state = entry.content.state if entry is not None else None
    if entry is None or not isinstance(state, State):
        return {}
    if state is not State.PUBLISHED or entry.deleted or entry.withheld:
        return {"state": state.value}
    quality = item.quality.after if item.quality else None
    score = {"score": round(quality.score, DECIMALS)} if quality else {}
    return {"state": state.value, "address": entry.address} | score

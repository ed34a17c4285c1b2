"""The report of a publication: every dataset with its result and who acts, on which a workflow relies; no value."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from publisher.model.actor import Actor
from publisher.model.messages import message
from publisher.model.outcome import Done, Failed, NotDone, Report
from publisher.model.plan import (
    Conflict,
    Drift,
    EntryDeleted,
    HeldBack,
    HeldBy,
    MarkerUpdate,
    Plan,
    Same,
    Scheduled,
    Step,
)
from publisher.model.public_output import entry_for_public
from publisher.model.quality import Quality, QualityChange
from publisher.model.values import State
from publisher.views.publication_json import Stopped, publication_document
from tests.unit.builders import dataset, entry, manifest, manifests

from . import samples
from .test_json_keys import CREATE, EDIT, ENTRY, elements

HELD = HeldBack(step=CREATE, reason=samples.OBSERVED.reason, fix=samples.OBSERVED.fix)
WITHOUT_RUN: Mapping[str, tuple[Step, dict[str, object]]] = {
    "create": (CREATE, {"result": "not-done", "acts": "next-run"}),
    "marker": (MarkerUpdate(edit=EDIT), {"result": "unchanged"}),
    "same": (Same(entry=ENTRY), {"result": "unchanged"}),
    "drift": (Drift(entry=ENTRY, kept=()), {"result": "unchanged"}),
    "draft": (Same(note=message("no entry")), {"result": "absent", "message": "no entry"}),
    "later": (Scheduled(step=CREATE, day=date(2027, 1, 15)), {"result": "scheduled", "day": "2027-01-15"}),
    "conflict": (Conflict(entry=ENTRY, changes=()), {"result": "waiting", "acts": "team"}),
    "deleted": (EntryDeleted(entry=ENTRY), {"result": "waiting", "acts": "team"}),
    "blocked": (samples.NAME_TAKEN, {"result": "waiting", "acts": "team"}),
    "held by a guard": (HELD, {"result": "waiting", "acts": "team"}),
    "held by the plan": (
        HeldBack(step=CREATE, reason=HELD.reason, fix=HELD.fix, by=HeldBy.PLAN_FILE),
        {"result": "waiting", "acts": "next-run"},
    ),
}


def entry_document(plan: Plan, report: Report | None = None) -> dict[str, object]:
    """Return what the report says of the only step."""
    (document,) = elements(publication_document(None, plan, report, None, None), "entries")
    return document


def plan_of(step: Step, quality: QualityChange | None = None) -> Plan:
    """Return a plan with this step alone."""
    item = replace(samples.item("bron/wc", step), quality=quality)
    return Plan(items=(item,), orphans=(), readings={})


@pytest.mark.parametrize("name", WITHOUT_RUN)
def test_a_step_that_no_run_takes_has_its_result_and_who_acts(name: str) -> None:
    step, expected = WITHOUT_RUN[name]
    document = entry_document(plan_of(step))

    assert expected.items() <= document.items()
    assert (document["key"], "changes" in document, "title" in document) == ("bron/wc", False, False)


def test_the_outcome_of_a_step_has_who_acts() -> None:
    plan = plan_of(CREATE)
    (item,) = plan.items
    outcomes = (
        Done(item, ENTRY),
        Failed(item, message("refused"), message("Correct it."), actor=Actor.PRODUCER),
        NotDone(item),
    )
    done, failed, not_done = (entry_document(plan, Report("r", "j", (outcome,), 1.0)) for outcome in outcomes)

    assert (done["result"], done["state"], done["address"]) == ("done", "published", ENTRY.address)
    assert (failed["result"], failed["message"], failed["fix"]) == ("failed", "refused", "Correct it.")
    assert (failed["acts"], not_done["acts"], not_done["result"]) == ("producer", "next-run", "not-done")


def test_only_what_the_public_sees_has_an_address_and_a_score() -> None:
    quality = QualityChange(after=Quality(0.8912, ()))
    private = entry(dataset(state=State.PRIVATE))
    public, hidden = (entry_document(plan_of(Same(entry=e), quality)) for e in (ENTRY, entry_for_public(private)))

    assert (public["score"], public["address"]) == (0.89, ENTRY.address)
    assert hidden == {"key": "bron/wc", "catalog": hidden["catalog"], "step": "same", "result": "unchanged",
                      "state": "private"}  # fmt: skip


def test_every_dataset_has_its_title_and_files_also_without_a_plan() -> None:
    why = Stopped("no reply", Actor.NEXT_RUN, files=("manifests/a.yml",))
    content = manifest("bron/wc", dataset(title="Toilettes"))
    document = publication_document(manifests(content), None, None, why, "abc")

    assert elements(document, "datasets") == [{"key": "bron/wc", "title": "Toilettes", "files": [content.at.file]}]
    assert document["stopped"] == {
        "message": "no reply", "acts": "next-run", "catalog": None, "files": ["manifests/a.yml"],
    }  # fmt: skip
    assert (document["commit"], document["run"], document["entries"]) == ("abc", None, [])

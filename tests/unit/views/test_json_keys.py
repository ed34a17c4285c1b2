"""The names of steps and the keys of JSON results, on which programs rely, as literal texts."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pytest

from publisher.model.plan import (
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    HeldBack,
    MarkerUpdate,
    Plan,
    Same,
    Scheduled,
    Step,
    Update,
    UpdateKind,
    step_name,
)
from publisher.views.json_results import dumps, plan_document, report_document
from tests.unit.builders import CATALOG

from . import samples

EDIT: Final = samples.edit_of("wc")
ENTRY: Final = samples.entry_of("wc")
CREATE: Final = samples.create()

STEPS: Final[Mapping[str, Step]] = {
    "create": CREATE,
    "update": Update(edit=EDIT, changes=()),
    "takeover": Update(edit=EDIT, changes=(), kind=UpdateKind.TAKEOVER),
    "archive": Update(edit=EDIT, changes=(), kind=UpdateKind.ARCHIVE),
    "restore": Update(edit=EDIT, changes=(), kind=UpdateKind.RESTORE),
    "remember": MarkerUpdate(edit=EDIT),
    "same": Same(entry=ENTRY),
    "drift": Drift(entry=ENTRY, kept=()),
    "conflict": Conflict(entry=ENTRY, changes=()),
    "blocked": samples.NAME_TAKEN,
    "heldback": HeldBack(step=CREATE, reason=samples.OBSERVED.reason, fix=samples.OBSERVED.fix),
}
ALWAYS: Final = frozenset({"key", "catalog", "title", "step", "changes", "kept", "losses"})
KEYS: Final[Mapping[str, frozenset[str]]] = {
    "create": frozenset({"fingerprint"}),
    "update": frozenset({"fingerprint", "address"}),
    "takeover": frozenset({"fingerprint", "address"}),
    "archive": frozenset({"fingerprint", "address"}),
    "restore": frozenset({"fingerprint", "address"}),
    "remember": frozenset({"fingerprint", "address"}),
    "same": frozenset({"address"}),
    "drift": frozenset({"address"}),
    "conflict": frozenset({"address"}),
    "blocked": frozenset({"why", "reason", "fix"}),
    "heldback": frozenset({"held", "reason", "fix"}),
}


def document_of(step: Step) -> Mapping[str, object]:
    """Return the document of a plan with this step alone."""
    item = samples.item("bron/wc", step)
    return elements(plan_document(Plan(items=(item,), orphans=(), readings={})), "steps")[0]


def elements(document: Mapping[str, object], key: str) -> list[dict[str, object]]:
    """Return a list of documents in a document."""
    documents = document[key]
    assert isinstance(documents, list)
    return documents


@pytest.mark.parametrize("name", STEPS)
def test_the_name_of_a_step_never_changes(name: str) -> None:
    assert (step_name(STEPS[name]), document_of(STEPS[name])["step"]) == (name, name)


def test_a_step_for_a_later_day_is_none_and_has_its_day() -> None:
    later = Scheduled(step=Update(edit=EDIT, changes=()), day=date(2027, 1, 15))

    document = document_of(later)

    assert document.keys() == ALWAYS | {"address", "publication_day"}
    assert (step_name(later), document["step"], document["publication_day"]) == ("same", "same", "2027-01-15")


def test_a_step_that_is_held_back_keeps_its_name() -> None:
    for name, step in STEPS.items():
        if isinstance(step, Create | Update):
            document = document_of(HeldBack(step=step, reason=samples.OBSERVED.reason, fix=samples.OBSERVED.fix))
            assert (document["step"], document["held"]) == ("heldback", name)


@pytest.mark.parametrize("name", STEPS)
def test_the_keys_of_a_step_never_change(name: str) -> None:
    assert document_of(STEPS[name]).keys() == ALWAYS | KEYS[name]


def test_a_dataset_that_has_no_entry_has_no_address() -> None:
    assert document_of(Same()).keys() == ALWAYS


def test_the_keys_of_a_plan_never_change() -> None:
    document = plan_document(samples.FULL)
    change = elements(elements(document, "steps")[1], "changes")[0]
    catalogs = document["catalogs"]

    assert document.keys() == {"steps", "orphans", "copies", "catalogs", "pending", "waits_for_person", "counts"}
    assert change.keys() == {"path", "verdict", "before", "after"}
    assert elements(elements(document, "steps")[0], "losses")[0].keys() == {"path", "what"}
    assert elements(document, "orphans")[0].keys() == {
        "catalog", "address", "name", "key", "title", "withdrawn_by", "renamed_to", "dead_links", "reason", "fix",
    }  # fmt: skip
    assert elements(document, "copies")[0].keys() == {"key", "catalog", "kind", "address"}
    assert [copy["kind"] for copy in elements(document, "copies")] == ["harvested", *["deleted-duplicate"] * 2]
    assert isinstance(catalogs, dict)
    assert catalogs[CATALOG].keys() == {"software", "user", "calls", "seconds"}


def test_the_keys_of_a_report_never_change() -> None:
    document = report_document(samples.RUN, samples.FULL)
    by_result = {outcome["result"]: outcome.keys() for outcome in elements(document, "outcomes")}

    assert document.keys() == {"run", "journal", "seconds", "outcomes", "plan"}
    assert document["plan"] == plan_document(samples.FULL)
    assert by_result == {
        "done": {"key", "catalog", "result", "address", "rewritten", "replaced"},
        "failed": {"key", "catalog", "result", "what", "fix"},
        "not-done": {"key", "catalog", "result"},
    }


def test_every_document_begins_with_its_version() -> None:
    assert dumps({"a": 1}) == '{\n  "format_version": 1,\n  "a": 1\n}'


def test_an_entry_deleted_in_the_catalogue_is_a_drift_in_json() -> None:
    assert document_of(EntryDeleted(entry=ENTRY))["step"] == "drift"

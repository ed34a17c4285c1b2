"""A rollback writes what the run wrote, and nothing else."""

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.plan import HeldBack, Item, Same, Step, Update
from publisher.sync.plan.hold_others import hold_others
from tests.unit.builders import CATALOG, KEY
from tests.unit.views import samples

CSV = ResourceId("csv")


def held(step: Step, *paths: str, key: str = KEY) -> str | None:
    """Return why a step is held back where a run wrote these paths of the dataset; None where it is not."""
    item = Item(DatasetKey(KEY), CATALOG, "Toilettes", step)
    (result,) = hold_others([item], {(DatasetKey(key), CATALOG): frozenset(paths)})
    return str(result.step.reason) if isinstance(result.step, HeldBack) else None


def update(*paths: FieldPath) -> Update:
    changes = tuple(Change(path, ChangeKind.CHANGE, "Eux", "Nous") for path in paths)
    return Update(edit=samples.edit_of("wc"), changes=changes)


def test_what_the_run_wrote_goes_through() -> None:
    assert held(update(FieldPath("title"), FieldPath("license")), "title", "license") is None
    assert held(Same()) is None


def test_one_field_more_holds_the_whole_step() -> None:
    reason = held(update(FieldPath("title"), FieldPath("frequency")), "title")

    assert reason == "it would also write what the run did not: frequency"


def test_nothing_is_written_to_a_dataset_that_the_run_did_not_write() -> None:
    assert held(update(FieldPath("title")), "title", key="bron/autre") is not None
    assert held(update(FieldPath("state")), "title", key="bron/autre") is not None


def test_an_entry_that_the_run_made_is_hidden_and_none_is_made() -> None:
    assert held(update(FieldPath("state")), "title") is None
    assert held(samples.create(), "title", "*") == "it would also write what the run did not: *"


def test_a_resource_that_the_run_changed_is_put_back_with_all_that_belongs_to_it() -> None:
    file, title = FieldPath("file", CSV), FieldPath("title", CSV)
    assert held(update(file, title, FieldPath(ORDER)), "resources.csv.file") is None
    assert held(update(FieldPath(WHOLE, CSV)), "resources.csv") is None
    assert held(update(FieldPath("title", ResourceId("csv2"))), "resources.csv.file") is not None
    assert held(update(title), "resources.csv2.file") is not None

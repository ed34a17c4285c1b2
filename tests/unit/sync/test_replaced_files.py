"""The bytes of a file that a run replaces are in git, or kept in the folder of the run; else the journal says why."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset
from publisher.model.marker import SentFile
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.outcome import Done, Report
from publisher.model.plan import Update
from publisher.model.replaced_file import FormerBytes, ReplacedFile, WhyLost
from publisher.model.values import File
from publisher.sync.apply.keep_replaced_files import FileKeeper, not_in_git
from publisher.sync.apply.kept_files import TooLargeError, delete_kept_files, keep, kept_files, kept_path
from publisher.sync.compare.conflicts import OnConflict, ResolutionPolicy
from publisher.sync.history.past_run import PastStep
from publisher.sync.history.read_journal import read_run
from publisher.sync.steps.replaced_files import files_that_get_lost, former_files
from tests.unit.builders import KEY, dataset, resource
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, unavailable

from .dataset_runs import (
    KINDS,
    LIKE_CKAN,
    LIKE_UDATA,
    NAME,
    DatasetRuns,
    create_entry,
    file,
    measured_file,
    measured_resource,
    only_entry,
    planned_edit,
    write_file,
)

OLD, NEW, BY_HAND = "a;b\n1;2\n", "a;b\n3;4\n5;6\n", "a;b\n7;8\n9;9\n9;9\n"
OURS = ResolutionPolicy(conflict=OnConflict.MANIFEST)

both_kinds = pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def put_by_hand(fake: FakeCatalog, text: str = BY_HAND) -> None:
    """Put another file in the place of the only one, as the catalogue's form does."""
    entry = only_entry(fake)
    (remote,) = entry.resources
    checksum = "modified:2027" if fake.traits.takes_ids else f"sha1:{hashlib.sha1(text.encode()).hexdigest()}"
    content = replace(remote.content, file=File(len(text), checksum))
    fake.bytes[remote.remote_id] = text.encode()
    fake.put(replace(entry, resources=(replace(remote, content=content),)))


class Runs:
    """One dataset with one file, published in one catalogue."""

    def __init__(self, folder: Path, traits: Traits) -> None:
        self.folder = folder
        self.fake = FakeCatalog(traits=traits)
        self.runs = DatasetRuns(folder, self.fake)
        self.sync(OLD)

    def content(self, text: str, **fields: Any) -> Dataset:
        """Return the dataset with a file of this content."""
        return dataset(file(write_file(self.folder / "wc.csv", text)), **fields)

    def sync(self, text: str, **options: Any) -> Report:
        """Publish this content over whatever is there; the log has this run alone."""
        self.fake.log.clear()
        return self.runs.sync(self.content(text), policy=OURS, **options)

    @property
    def fetches(self) -> int:
        """The downloads of the latest run."""
        return sum(line.startswith("fetch") for line in self.fake.log)


@pytest.fixture(params=[*KINDS.values()], ids=[*KINDS])
def runs(tmp_path: Path, request: pytest.FixtureRequest) -> Runs:
    return Runs(tmp_path, request.param)


def replaced_in(report: Report) -> tuple[ReplacedFile, ...]:
    (outcome,) = report.outcomes
    assert isinstance(outcome, Done), outcome
    return outcome.replaced


def step_of(runs: Runs, report: Report) -> PastStep:
    (step,) = read_run(runs.folder, report.run).steps
    return step


def test_a_file_put_by_hand_is_kept_before_it_is_replaced(runs: Runs) -> None:
    put_by_hand(runs.fake)
    sent: list[str] = []
    runs.fake.fail(f"upload {NAME} csv", Fault(None, then=lambda: sent.extend(runs.fake.log)))

    report = runs.sync(NEW)

    assert any(line.startswith("fetch") for line in sent), "the bytes were read after they were replaced"
    (file,) = replaced_in(report)
    assert file == ReplacedFile(ResourceId("csv"), FormerBytes.KEPT, len(BY_HAND), sha256(BY_HAND))
    (path,) = kept_files(runs.folder, KEY)
    assert path == runs.folder / report.run / "replaced" / KEY / f"csv-{sha256(BY_HAND)[:12]}"
    assert path.read_text(encoding="utf-8") == BY_HAND
    assert step_of(runs, report).replaced == (file,)
    assert step_of(runs, report).replaced_file(ResourceId("csv")) == file
    assert step_of(runs, report).replaced_file(ResourceId("autre")) is None


def test_what_git_has_is_not_downloaded(runs: Runs) -> None:
    asked: list[tuple[str, str]] = []

    def is_in_git(path: Path, sent: SentFile) -> bool:
        asked.append((path.name, sent.sha256))
        return True

    report = runs.sync(NEW, is_in_git=is_in_git)

    assert asked == [("wc.csv", sha256(OLD))]
    assert replaced_in(report) == (ReplacedFile(ResourceId("csv"), FormerBytes.IN_GIT, len(OLD), sha256(OLD)),)
    assert runs.fetches == 0
    assert step_of(runs, report).replaced == replaced_in(report)


def test_what_was_put_by_hand_is_kept_although_git_has_ours(runs: Runs) -> None:
    put_by_hand(runs.fake)

    report = runs.sync(NEW, is_in_git=lambda _path, _sent: True)

    assert [file.bytes for file in replaced_in(report)] == [FormerBytes.KEPT]


def test_our_own_file_is_kept_where_git_does_not_have_it(runs: Runs) -> None:
    report = runs.sync(NEW)

    assert [(file.bytes, file.sha256) for file in replaced_in(report)] == [(FormerBytes.KEPT, sha256(OLD))]
    assert runs.fetches == 1


def test_a_run_that_replaces_no_file_makes_no_further_call(runs: Runs) -> None:
    runs.fake.log.clear()

    runs.runs.sync(runs.content(OLD, title="Autre titre"))

    assert runs.fetches == 0
    assert kept_files(runs.folder, KEY) == ()


def test_what_is_replaced_by_the_same_bytes_is_not_lost(runs: Runs) -> None:
    put_by_hand(runs.fake, NEW)
    if runs.fake.traits.takes_ids:  # the other kind sees by its checksum that nothing is to be sent
        assert replaced_in(runs.sync(NEW)) == ()
        assert runs.fetches == 1
    assert kept_files(runs.folder, KEY) == ()


def test_while_an_upload_is_pending_nobody_knows_whose_file_is_there(tmp_path: Path) -> None:
    runs = Runs(tmp_path, LIKE_CKAN)
    runs.fake.fail(f"upload {NAME} csv", Fault(unavailable()))
    runs.sync(NEW, is_in_git=lambda _path, _sent: True)
    put_by_hand(runs.fake)

    report = runs.sync(NEW, is_in_git=lambda _path, _sent: True)

    assert [(file.bytes, file.sha256) for file in replaced_in(report)] == [(FormerBytes.KEPT, sha256(BY_HAND))]


# ---- what is not kept


def lost(report: Report) -> list[WhyLost | None]:
    return [file.why for file in replaced_in(report) if file.bytes is FormerBytes.LOST]


def test_a_file_above_the_limit_is_not_downloaded(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.sync.apply.keep_replaced_files.LARGEST_KEPT", len(BY_HAND) - 1)
    put_by_hand(runs.fake)

    report = runs.sync(NEW)

    assert lost(report) == [WhyLost.TOO_LARGE]
    assert runs.fetches == 0
    assert step_of(runs, report).replaced == replaced_in(report)
    assert runs.fake.bytes[only_entry(runs.fake).resources[0].remote_id].decode() == NEW


def test_a_file_that_is_larger_than_the_catalogue_says_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(tmp_path, LIKE_CKAN)
    monkeypatch.setattr("publisher.sync.apply.keep_replaced_files.LARGEST_KEPT", len(BY_HAND))
    put_by_hand(runs.fake)
    runs.fake.bytes[only_entry(runs.fake).resources[0].remote_id] += b"x"

    assert lost(runs.sync(NEW)) == [WhyLost.TOO_LARGE]
    assert kept_files(runs.folder, KEY) == ()
    assert list(tmp_path.rglob("*.part")) == []


def test_a_run_keeps_so_much_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.sync.apply.keep_replaced_files.MOST_KEPT", 2 * len(OLD) + 1)
    names = ["a", "b", "c"]
    fake = FakeCatalog(traits=LIKE_CKAN)
    entry = create_entry(fake, files(tmp_path, names, OLD))
    edit = planned_edit(files(tmp_path, names, NEW), entry, LIKE_CKAN)

    kept = [*FileKeeper(tmp_path, "run", not_in_git).keep(as_catalog(fake), KEY, edit)]

    assert [file.why for file in kept] == [None, None, WhyLost.TOO_MANY]
    assert len(kept_files(tmp_path, KEY)) == 2


def files(folder: Path, names: list[str], text: str) -> Dataset:
    return dataset(*(measured_resource(measured_file(folder, f"{text}", f"{name}.csv"), LIKE_CKAN, name, name)
                     for name in names))  # fmt: skip


def test_bytes_that_were_not_kept_leave_room_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.sync.apply.keep_replaced_files.MOST_KEPT", len(OLD))
    fake = FakeCatalog(traits=LIKE_CKAN)
    entry = create_entry(fake, files(tmp_path, ["a", "b"], OLD))
    fake.fail(f"fetch {entry.resources[0].remote_id}", Fault(unavailable()))
    edit = planned_edit(files(tmp_path, ["a", "b"], NEW), entry, LIKE_CKAN)

    kept = [*FileKeeper(tmp_path, "run", not_in_git).keep(as_catalog(fake), KEY, edit)]

    assert [file.why for file in kept] == [WhyLost.NOT_DOWNLOADED, None]


def test_a_download_that_fails_fails_nothing_else(runs: Runs) -> None:
    put_by_hand(runs.fake)
    runs.fake.fail(f"fetch {only_entry(runs.fake).resources[0].remote_id}", Fault(unavailable()))

    assert lost(runs.sync(NEW)) == [WhyLost.NOT_DOWNLOADED]


def test_a_full_disk_fails_nothing_else(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    put_by_hand(runs.fake)
    monkeypatch.setattr("publisher.sync.apply.keep_replaced_files.keep", full)

    assert lost(runs.sync(NEW)) == [WhyLost.NOT_WRITTEN]


@both_kinds
def test_what_is_not_public_is_not_kept_where_everybody_reads_it(tmp_path: Path, traits: Traits) -> None:
    edit = edit_over_another_file(tmp_path, traits)
    withheld = replace(edit, entry=replace(edit.entry, withheld=True))
    fake = FakeCatalog(traits=traits)

    (file,) = FileKeeper(tmp_path, "run", not_in_git).keep(as_catalog(fake), KEY, withheld)

    assert (file.bytes, file.why, fake.log) == (FormerBytes.LOST, WhyLost.NOT_PUBLIC, [])


# ---- what a plan says


def edit_over_another_file(folder: Path, traits: Traits, **fields: Any) -> Any:
    fake = FakeCatalog(traits=traits)
    create_entry(fake, dataset(measured_resource(measured_file(folder, OLD), traits)))
    put_by_hand(fake)
    content = dataset(measured_resource(measured_file(folder, NEW), traits))
    return planned_edit(content, replace(only_entry(fake), **fields), traits, OURS)


def said(edit: Any) -> list[str]:
    return [str(text) for text in files_that_get_lost(Update(edit=edit, changes=()))]


@both_kinds
def test_a_plan_says_what_no_run_will_keep(tmp_path: Path, traits: Traits, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = edit_over_another_file(tmp_path, traits)
    assert said(edit) == []
    assert said(replace(edit, entry=replace(edit.entry, withheld=True))) == [
        "the file of csv in grandlyon is replaced, and not kept: the entry is not public, and everybody can read what "
        "this run keeps"
    ]
    monkeypatch.setattr("publisher.sync.steps.replaced_files.LARGEST_KEPT", 10)
    (text,) = said(edit)
    assert text.startswith(
        "the file of csv in grandlyon is replaced, and not kept: it is larger than 0 MB. To have it, "
    )


@both_kinds
def test_a_plan_says_nothing_of_a_large_file_of_ours(
    tmp_path: Path, traits: Traits, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeCatalog(traits=traits)
    entry = create_entry(fake, dataset(measured_resource(measured_file(tmp_path, OLD), traits)))
    monkeypatch.setattr("publisher.sync.steps.replaced_files.LARGEST_KEPT", 1)

    edit = planned_edit(dataset(measured_resource(measured_file(tmp_path, NEW), traits)), entry, traits)

    assert said(edit) == []
    assert [former.sent and former.sent.sha256 for former in former_files(edit)] == [sha256(OLD)]


# ---- files that go away


@both_kinds
@pytest.mark.parametrize("by_hand", [True, False], ids=["another's", "ours"])
def test_a_file_that_an_address_replaces_is_kept_where_it_is_not_ours(
    tmp_path: Path, traits: Traits, by_hand: bool
) -> None:
    fake = FakeCatalog(traits=traits)
    create_entry(fake, dataset(measured_resource(measured_file(tmp_path, OLD), traits)))
    if by_hand:
        put_by_hand(fake)

    edit = planned_edit(dataset(resource("csv", url="https://example.org/a.csv")), only_entry(fake), traits, OURS)

    assert [former.resource for former in former_files(edit)] == (["csv"] if by_hand else [])


@both_kinds
def test_a_file_whose_resource_leaves_the_manifest_is_kept_where_it_is_not_ours(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    create_entry(fake, dataset(measured_resource(measured_file(tmp_path, OLD), traits), resource("wfs")))
    entry = only_entry(fake)
    hosted, link = sorted(entry.resources, key=lambda item: item.address is None)
    edited = replace(hosted, content=replace(hosted.content, file=File(99, "modified:2027")))
    without = dataset(resource("wfs"))

    edit = planned_edit(without, replace(entry, resources=(edited, link)), traits, OURS)

    assert [(former.resource, former.successor) for former in former_files(edit)] == [("csv", None)]
    assert [*former_files(planned_edit(without, entry, traits, OURS))] == []


# ---- the folder


def test_the_kept_files_of_one_dataset_are_listed_and_deleted(tmp_path: Path) -> None:
    other = DatasetKey("bron/autre")
    for run, key in (("1", KEY), ("2", KEY), ("2", other)):
        path = kept_path(tmp_path, run, key, ResourceId("csv"), "a" * 64)
        path.parent.mkdir(parents=True)
        path.write_text(run, encoding="utf-8")
    (tmp_path / "2.jsonl").touch()

    assert [path.relative_to(tmp_path).as_posix() for path in kept_files(tmp_path, KEY)] == [
        f"1/replaced/{KEY}/csv-aaaaaaaaaaaa", f"2/replaced/{KEY}/csv-aaaaaaaaaaaa"
    ]  # fmt: skip
    assert delete_kept_files(tmp_path, KEY) == 2
    assert kept_files(tmp_path, KEY) == ()
    assert not (tmp_path / "1/replaced" / KEY).exists()
    assert len(kept_files(tmp_path, other)) == 1
    assert delete_kept_files(tmp_path, KEY) == 0


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), None], ids=["disk", "stop", "too large"])
def test_no_half_file_stays(tmp_path: Path, error: BaseException | None) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"abc"
        if error is not None:
            raise error
        yield b"d"

    with pytest.raises(TooLargeError if error is None else type(error)):
        keep(tmp_path / "a", chunks(), 3)
    assert list((tmp_path / "a").iterdir()) == []


# ---- a journal of another version, or one that somebody wrote


@pytest.mark.parametrize(
    "event",
    [
        {"resource": "../../../etc/passwd"},
        {"sha256": "../" * 20},
        {"sha256": None},
        {"bytes": "elsewhere"},
        {"bytes": "lost"},
        {"size": "many"},
        {"why": "because"},
    ],
)
def test_an_event_that_names_no_kept_file_says_nothing(tmp_path: Path, event: dict[str, object]) -> None:
    runs = Runs(tmp_path, LIKE_UDATA)
    put_by_hand(runs.fake)
    report = runs.sync(NEW)
    journal = tmp_path / f"{report.run}.jsonl"
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    (place,) = [place for place, line in enumerate(lines) if line["event"] == "replaced"]
    assert lines[place - 1]["event"] == "intent"
    lines[place] |= event
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")

    assert step_of(runs, report).replaced == ()

"""Each field by itself: what a plan says of it, and that a sync changes it and nothing else."""

from __future__ import annotations

import pytest

from tests.live.backends import CatalogEntry
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.samples import SAMPLES, Sample, changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, WAITS

pytestmark = pytest.mark.timeout(400)
"""Each test publishes, edits and reads every field there is."""

EntriesBySample = dict[Sample, CatalogEntry]


def entries_by_sample(folder: CatalogFolder, samples: tuple[Sample, ...] = SAMPLES) -> EntriesBySample:
    """Return the entry of each sample."""
    by_key = {str(entry.marker["publisher_key"]): entry for entry in folder.backend.all()}
    return {sample: by_key[folder.key(sample.stem)] for sample in samples}


def values(folder: CatalogFolder, samples: tuple[Sample, ...] = SAMPLES) -> dict[str, object]:
    """Return the value of each sample's field."""
    return {sample.path: sample.of(entry) for sample, entry in entries_by_sample(folder, samples).items()}


def all_are(folder: CatalogFolder, verdict: str, samples: tuple[Sample, ...] = SAMPLES) -> dict[str, dict[str, str]]:
    """Return the verdicts of a plan where each entry's own field has this verdict and no other field has any."""
    return {folder.key(sample.stem): {sample.path: verdict} for sample in samples}


def published(folder: CatalogFolder) -> EntriesBySample:
    """Publish every sample with its first value, and return the entries."""
    for sample in SAMPLES:
        sample.write(folder, sample.first)
    folder.sync()
    return entries_by_sample(folder)


def edited(folder: CatalogFolder, samples: tuple[Sample, ...] = SAMPLES) -> EntriesBySample:
    """Edit every sample in the catalogue, and return the entries."""
    for sample, entry in entries_by_sample(folder, samples).items():
        sample.edit(folder.backend, entry, sample.portal)
    return entries_by_sample(folder, samples)


def test_each_change_is_named_and_made(folder: CatalogFolder) -> None:
    before = published(folder)
    untouched = folder.backend.entries()
    for sample in SAMPLES:
        sample.write(folder, sample.then)

    assert folder.verdicts() == all_are(folder, "change")
    assert folder.backend.entries() == untouched, "a plan never writes"
    folder.sync()

    assert {
        sample.path: changed_paths(before[sample], entry) for sample, entry in entries_by_sample(folder).items()
    } == {sample.path: {sample.path} for sample in SAMPLES}
    assert values(folder) == {sample.path: sample.stored for sample in SAMPLES}
    folder.expect_settled(len(SAMPLES))


def test_clear_empties_and_absent_keeps(folder: CatalogFolder) -> None:
    before = published(folder)
    optional = tuple(sample for sample in SAMPLES if sample.on(folder.backend))
    for sample in optional:
        sample.write(folder, None)
    folder.pending(NOTHING_WAITS)
    folder.sync()
    assert entries_by_sample(folder) == before

    for sample in optional:
        sample.write(folder, None, clear=[sample.field])
    verdicts = folder.verdicts()
    assert {key: verdicts[key] for key in all_are(folder, "change", optional)} == all_are(folder, "change", optional)
    folder.sync()

    after = entries_by_sample(folder, optional)
    assert {sample.path: changed_paths(before[sample], after[sample]) for sample in optional} == {
        sample.path: {sample.path} for sample in optional
    }
    assert values(folder, optional) == {
        sample.path: sample.empty or None if sample.name == "schema" else sample.empty for sample in optional
    }
    folder.expect_settled(len(SAMPLES))


def test_drift_is_kept_by_default_and_reverted_when_asked(folder: CatalogFolder) -> None:
    before = published(folder)
    drifted = edited(folder)

    assert folder.verdicts() == all_are(folder, "drift")
    folder.pending(NOTHING_WAITS).expect_words("--drift revert")
    folder.run("plan", "--fail-on", "drift").expect_exit(WAITS)
    folder.sync().expect_words("Nothing to do")
    folder.sync("--fail-on", "drift", code=3)
    assert entries_by_sample(folder) == drifted
    assert values(folder) == {sample.path: sample.portal for sample in SAMPLES}

    folder.pending(WAITS, "--drift", "revert")
    folder.sync("--drift", "revert")
    assert {
        sample.path: changed_paths(before[sample], entry) for sample, entry in entries_by_sample(folder).items()
    } == {sample.path: set() for sample in SAMPLES}
    folder.expect_settled(len(SAMPLES))


def test_drift_stays_while_another_field_changes(folder: CatalogFolder) -> None:
    published(folder)
    drifted = edited(folder)
    for sample in SAMPLES:
        sample.write(folder, sample.first, extras={"autre": "champ"})
    expected = {key: {**changes, "extras.autre": "change"} for key, changes in all_are(folder, "drift").items()}
    assert folder.verdicts() == expected

    folder.sync()

    assert {
        sample.path: changed_paths(drifted[sample], entry) for sample, entry in entries_by_sample(folder).items()
    } == {sample.path: {"extras"} for sample in SAMPLES}
    assert folder.verdicts() == all_are(folder, "drift")
    folder.pending(NOTHING_WAITS)


@pytest.mark.parametrize("winner", ["manifest", "portal"])
def test_a_conflict_blocks_until_someone_chooses(folder: CatalogFolder, winner: str) -> None:
    published(folder)
    drifted = edited(folder)
    for sample in SAMPLES:
        sample.write(folder, sample.then, extras={"autre": "champ"})
    folder.write("paisible", title="Un autre")

    verdicts = folder.verdicts()
    assert {key: changes for key, changes in verdicts.items() if key in all_are(folder, "")} == all_are(
        folder, "conflict"
    )
    folder.pending(PERSON_DECIDES).expect_words("--on-conflict manifest")
    folder.sync(code=3)
    assert entries_by_sample(folder) == drifted
    assert folder.read("paisible").title == "Un autre", "one entry is held back, not the run"

    folder.sync("--on-conflict", winner)
    assert values(folder) == {
        sample.path: sample.stored if winner == "manifest" else sample.portal for sample in SAMPLES
    }
    assert {entry.extras["autre"] for entry in entries_by_sample(folder).values()} == {"champ"}
    if winner == "manifest":
        folder.expect_settled(len(SAMPLES) + 1)
    else:
        assert {key: changes for key, changes in folder.verdicts().items() if changes} == all_are(folder, "drift")
        folder.sync("--drift", "revert")
        folder.expect_settled(len(SAMPLES) + 1)


def test_the_same_edit_on_both_sides_is_no_difference(folder: CatalogFolder) -> None:
    for sample, entry in published(folder).items():
        sample.edit(folder.backend, entry, sample.stored)
        sample.write(folder, sample.then)
    before = entries_by_sample(folder)

    folder.pending(NOTHING_WAITS)
    assert {path for changes in folder.verdicts().values() for path in changes} == set()
    folder.sync()
    assert {
        sample.path: changed_paths(before[sample], entry) for sample, entry in entries_by_sample(folder).items()
    } == {sample.path: set() for sample in SAMPLES}, "at most the marker is written"
    folder.sync().expect_words("Nothing to do")

    for sample in SAMPLES:
        sample.write(folder, sample.first)
    assert folder.verdicts() == all_are(folder, "change"), "what both said is known as applied"


def test_an_ignored_field_belongs_to_the_catalogue(folder: CatalogFolder) -> None:
    samples = tuple(sample for sample in SAMPLES if not sample.of_resource)
    for sample in samples:
        sample.write(folder, sample.first, ignore=[sample.name])
    folder.sync()
    drifted = edited(folder, samples)
    for sample in samples:
        sample.write(folder, sample.then, ignore=[sample.name])

    assert set(map(len, folder.verdicts("--drift", "revert").values())) == {0}
    folder.sync("--drift", "revert", "--on-conflict", "manifest")
    assert entries_by_sample(folder, samples) == drifted


def test_a_value_never_applied_is_shown_as_a_takeover(folder: CatalogFolder) -> None:
    samples = tuple(sample for sample in SAMPLES if sample.on(folder.backend))
    for sample in samples:
        sample.write(folder, None)
    folder.sync()
    edited(folder, samples)
    folder.guards = {"takeovers": {"producer": 0, "run": 0}}
    folder.write_settings()
    for sample in samples:
        sample.write(folder, sample.then)

    assert folder.verdicts() == all_are(folder, "takeover", samples)
    folder.pending(PERSON_DECIDES).expect_words("fr-lo", f"--allow takeovers={len(samples)}")
    folder.sync(code=3)
    assert values(folder, samples) == {sample.path: sample.portal for sample in samples}

    folder.sync("--allow", f"takeovers={len(samples)}")
    assert values(folder, samples) == {sample.path: sample.stored for sample in samples}
    folder.expect_settled(len(samples))

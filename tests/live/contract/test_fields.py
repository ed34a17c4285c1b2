"""Each field by itself: what a plan says of it, and what a sync makes of it and of nothing else."""

from __future__ import annotations

import pytest

from tests.live.backends import Seen
from tests.live.contract.place import Place
from tests.live.contract.samples import SAMPLES, Sample, moved
from tests.live.workshop import NOTHING_WAITS, WAITS

pytestmark = pytest.mark.timeout(400)
"""Each test publishes, edits and reads every field there is."""

Looks = dict[Sample, Seen]


def look(place: Place, samples: tuple[Sample, ...] = SAMPLES) -> Looks:
    """The entry of each sample."""
    by_key = {str(entry.marker["publisher_key"]): entry for entry in place.backend.all()}
    return {sample: by_key[place.key(sample.stem)] for sample in samples}


def values(place: Place, samples: tuple[Sample, ...] = SAMPLES) -> dict[str, object]:
    """The value of each sample's field."""
    return {sample.path: sample.of(entry) for sample, entry in look(place, samples).items()}


def all_are(place: Place, verdict: str, samples: tuple[Sample, ...] = SAMPLES) -> dict[str, dict[str, str]]:
    """What a plan says where each entry's own field has this verdict, and no other has any."""
    return {place.key(sample.stem): {sample.path: verdict} for sample in samples}


def published(place: Place) -> Looks:
    """Every sample with its first value."""
    for sample in SAMPLES:
        sample.write(place, sample.first)
    place.sync()
    return look(place)


def edited(place: Place, samples: tuple[Sample, ...] = SAMPLES) -> Looks:
    """Every sample edited in the catalogue."""
    for sample, entry in look(place, samples).items():
        sample.edit(place.backend, entry, sample.portal)
    return look(place, samples)


def test_each_change_is_named_and_made(place: Place) -> None:
    before = published(place)
    untouched = place.backend.entries()
    for sample in SAMPLES:
        sample.write(place, sample.then)

    assert place.verdicts() == all_are(place, "change")
    assert place.backend.entries() == untouched, "a plan never writes"
    place.sync()

    assert {sample.path: moved(before[sample], entry) for sample, entry in look(place).items()} == {
        sample.path: {sample.path} for sample in SAMPLES
    }
    assert values(place) == {sample.path: sample.held for sample in SAMPLES}
    place.expect_settled(len(SAMPLES))


def test_clear_empties_and_absent_keeps(place: Place) -> None:
    before = published(place)
    optional = tuple(sample for sample in SAMPLES if sample.on(place.backend))
    for sample in optional:
        sample.write(place, None)
    place.pending(NOTHING_WAITS)
    place.sync()
    assert look(place) == before

    for sample in optional:
        sample.write(place, None, clear=[sample.name])
    verdicts = place.verdicts()
    assert {key: verdicts[key] for key in all_are(place, "change", optional)} == all_are(place, "change", optional)
    place.sync()

    after = look(place, optional)
    assert {sample.path: moved(before[sample], after[sample]) for sample in optional} == {
        sample.path: {sample.path} for sample in optional
    }
    assert values(place, optional) == {
        sample.path: sample.empty or None if sample.name == "schema" else sample.empty for sample in optional
    }
    place.expect_settled(len(SAMPLES))


def test_drift_is_kept_by_default_and_reverted_when_asked(place: Place) -> None:
    before = published(place)
    drifted = edited(place)

    assert place.verdicts() == all_are(place, "drift")
    place.pending(NOTHING_WAITS).expect_words("--drift revert")
    place.run("plan", "--fail-on", "drift").expect_exit(WAITS)
    place.sync().expect_words("Nothing to do")
    place.sync("--fail-on", "drift", code=3)
    assert look(place) == drifted
    assert values(place) == {sample.path: sample.portal for sample in SAMPLES}

    place.pending(WAITS, "--drift", "revert")
    place.sync("--drift", "revert")
    assert {sample.path: moved(before[sample], entry) for sample, entry in look(place).items()} == {
        sample.path: set() for sample in SAMPLES
    }
    place.expect_settled(len(SAMPLES))


def test_drift_stays_while_another_field_changes(place: Place) -> None:
    published(place)
    drifted = edited(place)
    for sample in SAMPLES:
        sample.write(place, sample.first, extras={"autre": "champ"})
    expected = {key: {**changes, "extras.autre": "change"} for key, changes in all_are(place, "drift").items()}
    assert place.verdicts() == expected

    place.sync()

    assert {sample.path: moved(drifted[sample], entry) for sample, entry in look(place).items()} == {
        sample.path: {"extras"} for sample in SAMPLES
    }
    assert place.verdicts() == all_are(place, "drift")
    place.pending(NOTHING_WAITS)


@pytest.mark.parametrize("winner", ["manifest", "portal"])
def test_a_conflict_blocks_until_someone_chooses(place: Place, winner: str) -> None:
    published(place)
    drifted = edited(place)
    for sample in SAMPLES:
        sample.write(place, sample.then, extras={"autre": "champ"})
    place.write("paisible", title="Un autre")

    verdicts = place.verdicts()
    assert {key: changes for key, changes in verdicts.items() if key in all_are(place, "")} == all_are(
        place, "conflict"
    )
    place.pending(WAITS).expect_words("--on-conflict manifest")
    place.sync(code=3)
    assert look(place) == drifted
    assert place.read("paisible").title == "Un autre", "one entry is held back, not the run"

    place.sync("--on-conflict", winner)
    assert values(place) == {sample.path: sample.held if winner == "manifest" else sample.portal for sample in SAMPLES}
    assert {entry.extras["autre"] for entry in look(place).values()} == {"champ"}
    if winner == "manifest":
        place.expect_settled(len(SAMPLES) + 1)
    else:
        assert {key: changes for key, changes in place.verdicts().items() if changes} == all_are(place, "drift")
        place.sync("--drift", "revert")
        place.expect_settled(len(SAMPLES) + 1)


def test_the_same_edit_on_both_sides_is_no_difference(place: Place) -> None:
    for sample, entry in published(place).items():
        sample.edit(place.backend, entry, sample.held)
        sample.write(place, sample.then)
    before = look(place)

    place.pending(NOTHING_WAITS)
    assert {path for changes in place.verdicts().values() for path in changes} == set()
    place.sync()
    assert {sample.path: moved(before[sample], entry) for sample, entry in look(place).items()} == {
        sample.path: set() for sample in SAMPLES
    }, "at most the marker is written"
    place.sync().expect_words("Nothing to do")

    for sample in SAMPLES:
        sample.write(place, sample.first)
    assert place.verdicts() == all_are(place, "change"), "what both said is known as applied"


def test_an_ignored_field_belongs_to_the_portal(place: Place) -> None:
    samples = tuple(sample for sample in SAMPLES if not sample.of_resource)
    for sample in samples:
        sample.write(place, sample.first, ignore=[sample.name])
    place.sync()
    drifted = edited(place, samples)
    for sample in samples:
        sample.write(place, sample.then, ignore=[sample.name])

    assert set(map(len, place.verdicts("--drift", "revert").values())) == {0}
    place.sync("--drift", "revert", "--on-conflict", "manifest")
    assert look(place, samples) == drifted


def test_a_value_never_applied_is_taken_over_in_the_open(place: Place) -> None:
    samples = tuple(sample for sample in SAMPLES if sample.on(place.backend))
    for sample in samples:
        sample.write(place, None)
    place.sync()
    edited(place, samples)
    place.guards = {"takeovers": {"producer": 0, "run": 0}}
    place.furnish()
    for sample in samples:
        sample.write(place, sample.then)

    assert place.verdicts() == all_are(place, "takeover", samples)
    place.pending(WAITS).expect_words("fr-lo", f"--allow takeovers={len(samples)}")
    place.sync(code=3)
    assert values(place, samples) == {sample.path: sample.portal for sample in samples}

    place.sync("--allow", f"takeovers={len(samples)}")
    assert values(place, samples) == {sample.path: sample.held for sample in samples}
    place.expect_settled(len(samples))

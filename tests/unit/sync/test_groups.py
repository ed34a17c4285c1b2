"""Groups: those of the manifest are compared one by one, and those of the catalogue are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset
from publisher.model.marker import LastApplied, Marker
from publisher.model.marker_text import base_texts, read_marker
from publisher.model.names import DatasetKey, Repository
from publisher.model.values import Groups, applied_groups, canonical_groups, digest
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy, resolve
from publisher.sync.compare.diff import diff, has_outdated_marker
from publisher.sync.compare.marker import next_last_applied, with_echoes
from tests.unit.builders import entry, marker

CHANGE, DRIFT, CONFLICT = ChangeKind.CHANGE, ChangeKind.DRIFT, ChangeKind.CONFLICT
NAMES = ("a", "b", "c", "d")
SETS = st.frozensets(st.sampled_from(NAMES))
REPEATABLE = settings(max_examples=400, deadline=None, derandomize=True, database=None)


def differences(wants: str | None, holds: str, before: str | None, echo: str | None = None) -> tuple[Change, ...]:
    """Return the differences of groups with these names, one letter each; None: never applied, or not managed."""
    last = LastApplied(
        {} if before is None else {"groups": digest(canonical_groups(before))},
        {} if echo is None else {"groups": digest(canonical_groups(echo))},
    )
    content = Dataset() if wants is None else Dataset(groups=canonical_groups(wants))
    there = entry(Dataset(groups=canonical_groups(holds)))
    return diff(content, there, last, {}, frozenset())


@pytest.mark.parametrize(
    ("wants", "holds", "before", "verdict", "ours"),
    [
        # what the manifest lists is there: no difference, whoever put it there, and whatever else is there
        ("a", "a", "a", None, ""),
        ("a", "ax", "a", None, ""),
        ("a", "ax", None, None, ""),
        ("", "x", "", None, ""),
        ("", "x", None, None, ""),
        (None, "ax", "a", None, ""),
        # the manifest changed: nothing of the catalogue's is replaced, so there is no takeover
        ("a", "", None, CHANGE, ""),
        ("a", "x", None, CHANGE, ""),
        ("ab", "ax", None, CHANGE, "a"),
        ("ab", "ax", "a", CHANGE, "a"),
        ("b", "ax", "a", CHANGE, "a"),
        ("", "ax", "a", CHANGE, "a"),
        # removed in the catalogue
        ("a", "x", "a", DRIFT, ""),
        ("ab", "b", "ab", DRIFT, "b"),
        # removed on both sides, or renamed there and corrected here: no difference is left, or none but ours
        ("b", "b", "ab", None, ""),
        ("r", "rx", "a", None, ""),
        ("rb", "rx", "a", CHANGE, "r"),
        # removed in the catalogue, while the manifest changed another one
        ("ab", "x", "a", CONFLICT, ""),
        ("a", "b", "ab", CONFLICT, "b"),
    ],
)
def test_each_group_is_judged_by_itself(
    wants: str | None, holds: str, before: str | None, verdict: ChangeKind | None, ours: str
) -> None:
    path, shown, wanted = FieldPath("groups"), canonical_groups(ours), canonical_groups(wants or "")
    expected = () if verdict is None else (Change(path, verdict, shown, wanted),)
    assert differences(wants, holds, before) == expected


def test_a_group_that_the_catalogue_strips_is_no_drift() -> None:
    assert differences("ab", "b", "ab", echo="b") == ()
    assert [change.kind for change in differences("abc", "b", "ab", echo="b")] == [CHANGE]


@given(SETS, SETS, SETS | st.none())
@REPEATABLE
def test_a_plan_after_a_plan_has_nothing_to_do(
    wants: frozenset[str], holds: frozenset[str], before: frozenset[str] | None
) -> None:
    """Whatever the catalogue and the marker have, and though it keeps all that is not ours."""
    content = Dataset(groups=canonical_groups(wants))
    last = LastApplied({} if before is None else {"groups": digest(canonical_groups(before))})
    everything = ResolutionPolicy(drift=OnDrift.REVERT, conflict=OnConflict.MANIFEST)
    changes = diff(content, entry(Dataset(groups=canonical_groups(holds))), last, {}, frozenset())
    written = bool(resolve(changes, everything).applied)

    after = frozenset((holds - (before or frozenset())) | wants if written else holds)
    next_last = next_last_applied(content, frozenset(), last, (), frozenset(change.path for change in changes))
    there = entry(Dataset(groups=canonical_groups(after)))

    assert diff(content, there, next_last, {}, frozenset()) == ()
    assert not has_outdated_marker(content, there, next_last, {}, frozenset())
    assert holds - (before or frozenset()) <= after, "what is not ours stays"


def test_a_reply_with_groups_of_the_catalogue_has_no_echo() -> None:
    written = Dataset(groups=Groups(("a",)))
    reply = entry(Dataset(groups=Groups(("a", "x"))))
    sent = marker(LastApplied({"groups": digest(Groups(("a",)))}))
    assert with_echoes(sent, written, reply) == (sent, ())


@pytest.mark.parametrize(
    "names", [(), ("a",), ("mobilite",), ("mobilite", "eau_et-air"), tuple(map(str, range(10, 60)))]
)
def test_the_marker_has_the_names(names: tuple[str, ...]) -> None:
    """Also one that has the form of a digest, as `mobilite` has."""
    fields = {"title": digest("T"), "groups": digest(canonical_groups(names)), "extras.a": digest("x")}
    written = Marker(Repository("r"), DatasetKey("bron/wc"), LastApplied(fields))
    read = read_marker(written.repository, written.key, base_texts(written))

    assert read == written
    assert read.last_applied is not None
    assert applied_groups(read.last_applied.fields.get("groups")) == frozenset(names)


def test_names_of_groups_are_no_longer_than_a_digest_needs() -> None:
    written = Marker(Repository("r"), DatasetKey("bron/wc"), LastApplied({"groups": digest(Groups(("eau", "sport")))}))
    (text,) = base_texts(written)
    assert ",groups=eau.sport" in text.replace(" ", "")

"""The three-way difference of a manifest, an entry and the last applied state."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource, values_of
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, LastApplied
from publisher.model.names import ResourceId
from publisher.model.values import (
    UNMANAGED,
    AccessTerms,
    Contact,
    Groups,
    Managed,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
    digest,
)
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy, resolve
from publisher.sync.compare.diff import compare_field, diff
from publisher.sync.compare.pairing import pair
from tests.unit.builders import (
    NAMED,
    applied,
    base_of,
    dataset,
    desired,
    digests,
    edited,
    entry,
    marker,
    remote_id_of,
    remote_resource,
    resource,
    resource_base,
    updated_entry,
    with_every_field,
)
from tests.unit.cases import edit_of

CHANGE, DRIFT, CONFLICT, TAKEOVER = ChangeKind.CHANGE, ChangeKind.DRIFT, ChangeKind.CONFLICT, ChangeKind.TAKEOVER
NEVER: str = "never applied"
NO_ECHO: str = "no echo"
REPEATABLE = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def differences(content: Dataset, entry: Entry, *ignored: str) -> tuple[Change, ...]:
    """Return the differences between a manifest's content and an entry, as a plan computes them."""
    last_applied = entry.marker.last_applied if entry.marker and entry.marker.last_applied else LastApplied()
    our_ids = {resource.id: remote_id_of(resource.id) for resource in content.resources}
    paired = pair(content.resources, entry, last_applied, our_ids)
    return diff(content, entry, last_applied, paired, frozenset(ignored))


# ---- one field


@pytest.mark.parametrize(
    ("wants", "holds", "last", "echo", "verdict"),
    [
        # the two sides are equal: no difference, whatever was last applied
        ("A", "A", NEVER, NO_ECHO, None),
        ("A", "A", "A", NO_ECHO, None),
        ("A", "A", "B", NO_ECHO, None),
        ("A", "A", None, NO_ECHO, None),
        ("A", "A", "B", "C", None),
        (None, None, NEVER, NO_ECHO, None),
        (None, None, "A", NO_ECHO, None),
        # never applied: an empty field is a change, any other value a takeover
        ("A", None, NEVER, NO_ECHO, CHANGE),
        ("A", "B", NEVER, NO_ECHO, TAKEOVER),
        (None, "B", NEVER, NO_ECHO, TAKEOVER),
        ("A", "B", NEVER, "B", TAKEOVER),
        ("A", None, NEVER, "B", CHANGE),
        # the manifest changed
        ("B", "A", "A", NO_ECHO, CHANGE),
        (None, "A", "A", NO_ECHO, CHANGE),
        ("A", None, None, NO_ECHO, CHANGE),
        # the catalogue changed
        ("A", "B", "A", NO_ECHO, DRIFT),
        ("A", None, "A", NO_ECHO, DRIFT),
        (None, "B", None, NO_ECHO, DRIFT),
        # both changed
        ("B", "C", "A", NO_ECHO, CONFLICT),
        ("B", None, "A", NO_ECHO, CONFLICT),
        (None, "B", "A", NO_ECHO, CONFLICT),
        ("A", "B", None, NO_ECHO, CONFLICT),
        # the catalogue stores "A" as "e": this is no change of the catalogue
        ("A", "e", "A", "e", None),
        ("e", "e", "A", "e", None),
        ("B", "e", "A", "e", CHANGE),
        ("B", "A", "A", "e", CHANGE),
        ("A", "B", "A", "e", DRIFT),
        ("A", None, "A", "e", DRIFT),
        ("B", "C", "A", "e", CONFLICT),
        ("A", None, "A", None, None),
    ],
)
def test_a_field_is_judged_by_who_moved(
    wants: Value, holds: Value, last: Value, echo: Value, verdict: ChangeKind | None
) -> None:
    last_applied = NOTHING if last == NEVER else digests(title=last)
    echoes = NOTHING if echo == NO_ECHO else digests(title=echo)
    assert compare_field(wants, holds, last_applied, echoes, "title") is verdict


def test_a_field_is_judged_by_its_own_trace_not_by_a_neighbours() -> None:
    last_applied, echoes = digests(title="A", description="B"), digests(description="C")
    assert compare_field("A", "C", last_applied, echoes, "title") is DRIFT
    assert compare_field("B", "C", last_applied, echoes, "description") is None


VALUES = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.lists(st.text(max_size=2), max_size=2).map(tuple),
    st.builds(Period, st.sampled_from(["2023", None]), st.sampled_from(["2024", None])),
    st.builds(Contact, st.sampled_from(["SIG", None]), st.sampled_from(["a@b.fr", None])),
    st.builds(SchemaRef, st.sampled_from(["scdl/x", None]), st.sampled_from(["1.0", None]), st.none()),
    st.sampled_from(State),
)


@given(value=VALUES, last=VALUES, echo=VALUES)
@REPEATABLE
def test_a_value_that_both_sides_hold_is_never_a_difference(value: Value, last: Value, echo: Value) -> None:
    assert compare_field(value, value, digests(f=last), digests(f=echo), "f") is None
    assert compare_field(value, value, NOTHING, NOTHING, "f") is None


@given(wants=VALUES, holds=VALUES, last=VALUES)
@REPEATABLE
def test_two_values_that_differ_were_changed_on_one_side_or_both(wants: Value, holds: Value, last: Value) -> None:
    moves = {
        (False, True): DRIFT,
        (True, False): CHANGE,
        (True, True): CONFLICT,
    }
    changed_sides = (digest(last) != digest(wants), digest(last) != digest(holds))
    expected = None if digest(wants) == digest(holds) else moves[changed_sides]
    if wants != holds and digest(wants) == digest(holds):
        return  # two forms of an empty value, such as period and contact, and never of one field
    assert compare_field(wants, holds, digests(f=last), NOTHING, "f") is expected


# ---- the fields of a dataset


def test_a_field_that_the_manifest_does_not_name_is_left_alone() -> None:
    entry = edited(applied(dataset()), description="Écrit sur le portail", license="odc-odbl")
    assert differences(dataset(), entry) == ()


def test_a_field_that_the_manifest_drops_keeps_its_catalogue_value() -> None:
    entry = applied(dataset(description="Appliqué autrefois"))
    assert differences(dataset(), entry) == ()


def test_a_cleared_field_is_emptied() -> None:
    entry = applied(dataset(contact=Contact("SIG", None)))
    assert differences(dataset(contact=None), entry) == (
        Change(FieldPath("contact"), CHANGE, Contact("SIG", None), None),
    )


def test_a_cleared_field_that_is_empty_is_no_difference() -> None:
    assert differences(dataset(contact=None), applied(dataset(contact=None))) == ()


@pytest.mark.parametrize(("wants", "kind"), [("A", ChangeKind.FORM), ("B", CHANGE), (UNMANAGED, None)])
def test_a_value_in_a_former_form_is_written_again(wants: Managed[str], kind: ChangeKind | None) -> None:
    before = replace(applied(dataset(language="A")), former=frozenset({"language"}))
    assert [change.kind for change in differences(dataset(language=wants), before)] == ([kind] if kind else [])
    assert differences(dataset(language="A"), before, "language") == ()


def test_an_edit_of_a_person_in_a_former_form_stays() -> None:
    before = replace(edited(applied(dataset(language="A")), language="B"), former=frozenset({"language"}))
    assert [change.kind for change in differences(dataset(language="A"), before)] == [DRIFT]


def test_an_ignored_field_is_never_a_difference() -> None:
    entry = edited(applied(dataset(description="A")), description="B")
    assert differences(dataset(description="C"), entry, "description") == ()


def test_ignoring_one_field_does_not_hide_another() -> None:
    entry = applied(dataset(description="A", license="lov2"))
    changes = differences(dataset(description="B", license="odc-odbl"), entry, "description")
    assert changes == (Change(FieldPath("license"), CHANGE, "lov2", "odc-odbl"),)


def test_every_field_is_compared_and_shown_in_the_order_of_the_model() -> None:
    before: dict[str, Value] = {
        "title": "A", "description": "A", "keywords": ("a",), "license": "lov2", "frequency": "annual",
        "temporal": Period("2023", None), "spatial": ("fr:commune:69029",), "granularity": "a",
        "contact": Contact("A", None), "contacts": (RoleContact("creator", "A"),),
        "theme": "ENVI", "hvd": "mobility", "language": "fr", "issued": "2023-01-01",
        "landing_page": "https://a.example.org", "version": "1", "access": AccessTerms("open"),
        "groups": Groups("a"), "state": State.PUBLISHED,
    }  # fmt: skip
    wants: dict[str, Value] = {
        "title": "B", "description": "B", "keywords": ("b",), "license": "odc-by", "frequency": "daily",
        "temporal": Period("2024", None), "spatial": ("fr:commune:69266",), "granularity": "b",
        "contact": Contact("B", None), "contacts": (RoleContact("publisher", "A"),),
        "theme": "TRAN", "hvd": "statistics", "language": "en", "issued": "2024-01-01",
        "landing_page": "https://b.example.org", "version": "2", "access": AccessTerms("restricted"),
        "groups": Groups("b"), "state": State.ARCHIVED,
    }  # fmt: skip
    changes = differences(dataset(**wants), applied(dataset(**before)))
    assert changes == tuple(Change(FieldPath(name), CHANGE, before[name], wants[name]) for name in before)


def test_an_entry_without_a_readable_base_is_filled_and_taken_over() -> None:
    catalog_entry = entry(dataset(title="Titre du portail"), marker=marker(None))
    changes = differences(dataset(description="Le texte"), catalog_entry)
    assert changes == (
        Change(FieldPath("title"), TAKEOVER, "Titre du portail", "Toilettes publiques"),
        Change(FieldPath("description"), CHANGE, None, "Le texte"),
    )


def test_listed_extras_are_managed_one_by_one_and_others_left_alone() -> None:
    entry = applied(dataset(extras={"kept": "1", "moved": "1", "cleared": "1", "touched": "1"}))
    entry = edited(entry, extras={**entry.content.extras, "touched": "2", "theirs": "x"})
    wants = dataset(extras={"kept": "1", "moved": "2", "cleared": None, "touched": "1", "new": "1"})
    assert differences(wants, entry) == (
        Change(FieldPath("extras.moved"), CHANGE, "1", "2"),
        Change(FieldPath("extras.cleared"), CHANGE, "1", None),
        Change(FieldPath("extras.touched"), DRIFT, "2", "1"),
        Change(FieldPath("extras.new"), CHANGE, None, "1"),
    )


def test_an_extra_can_be_ignored_by_its_name() -> None:
    entry = edited(applied(dataset(extras={"a": "1"})), extras={"a": "2"})
    assert differences(dataset(extras={"a": "3"}), entry, "extras.a") == ()


def test_an_extra_of_the_catalogue_that_the_manifest_now_lists_is_a_takeover() -> None:
    entry = edited(applied(dataset()), extras={"theirs": "x"})
    assert differences(dataset(extras={"theirs": "y"}), entry) == (
        Change(FieldPath("extras.theirs"), TAKEOVER, "x", "y"),
    )


# ---- resources: added, removed, changed


def test_a_new_resource_is_a_change_that_shows_its_title() -> None:
    entry = applied(dataset(resource("csv")))
    changes = differences(dataset(resource("csv"), resource("wfs", title="Service WFS")), entry)
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), CHANGE, None, "Service WFS"),)


def test_a_resource_without_title_is_shown_by_its_id() -> None:
    changes = differences(dataset(resource("wfs", title=UNMANAGED)), applied(dataset()))
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), CHANGE, None, "wfs"),)


def test_a_resource_that_left_the_manifest_is_removed() -> None:
    entry = applied(dataset(resource("csv"), resource("wfs")))
    changes = differences(dataset(resource("csv")), entry)
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), CHANGE, "Fichier wfs", None),)


def test_removing_a_resource_that_the_catalogue_changed_is_a_conflict_and_shows_the_catalogues_title() -> None:
    entry = applied(dataset(resource("wfs")))
    touched = replace(entry, resources=(remote_resource(resource("wfs", title="Titre du portail")),))
    assert differences(dataset(), touched) == (
        Change(FieldPath(WHOLE, ResourceId("wfs")), CONFLICT, "Titre du portail", None),
    )


def test_removing_a_resource_that_a_plugin_rewrote_is_no_conflict() -> None:
    content = resource("wfs", format="WFS")
    entry = applied(dataset(content), resources=(remote_resource(resource("wfs", format="wfs")),))
    last_applied = LastApplied(
        base_of(dataset()).fields, NOTHING, (resource_base(content, echoes=digests(format="wfs")),)
    )
    changes = differences(dataset(), replace(entry, marker=marker(last_applied)))
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), CHANGE, "Fichier wfs", None),)


def test_removing_a_resource_whose_unmanaged_field_the_catalogue_changed_is_no_conflict() -> None:
    entry = applied(dataset(resource("wfs")), resources=(remote_resource(resource("wfs", description="Portail")),))
    assert [change.kind for change in differences(dataset(), entry)] == [CHANGE]


def test_a_resource_gone_on_both_sides_is_no_difference() -> None:
    entry = applied(dataset(resource("csv"), resource("wfs")))
    without_resource = replace(entry, resources=entry.resources[:1])
    assert differences(dataset(resource("csv")), without_resource) == ()


def test_a_resource_that_the_catalogue_deleted_is_drift() -> None:
    entry = applied(dataset(resource("csv"), resource("wfs")))
    deleted = replace(entry, resources=entry.resources[:1])
    changes = differences(dataset(resource("csv"), resource("wfs")), deleted)
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), DRIFT, None, "Fichier wfs"),)


def test_a_resource_that_the_catalogue_deleted_while_the_manifest_moved_is_a_conflict() -> None:
    deleted = replace(applied(dataset(resource("wfs"))), resources=())
    changes = differences(dataset(resource("wfs", title="Nouveau titre")), deleted)
    assert changes == (Change(FieldPath(WHOLE, ResourceId("wfs")), CONFLICT, None, "Nouveau titre"),)


def test_a_field_of_a_resource_is_judged_like_a_field_of_the_dataset() -> None:
    before = resource("csv", title="A", url="https://a.example.org", format="csv", description="A")
    entry = applied(dataset(before))
    catalog_resource = resource(
        "csv", title="Portail", url="https://a.example.org", format="xls", description="A", mime="x/y"
    )
    edited_entry = replace(entry, resources=(remote_resource(catalog_resource),))
    wants = resource("csv", title="A", url="https://b.example.org", format="json", description="A", mime="a/b")
    csv = ResourceId("csv")
    assert differences(dataset(wants), edited_entry) == (
        Change(FieldPath("title", csv), DRIFT, "Portail", "A"),
        Change(FieldPath("url", csv), CHANGE, "https://a.example.org", "https://b.example.org"),
        Change(FieldPath("format", csv), CONFLICT, "xls", "json"),
        Change(FieldPath("mime", csv), TAKEOVER, "x/y", "a/b"),
    )


def test_a_rewritten_field_of_a_resource_is_no_drift() -> None:
    content = resource("wfs", format="WFS")
    last_applied = LastApplied(
        base_of(dataset()).fields, NOTHING, (resource_base(content, echoes=digests(format="wfs")),)
    )
    catalog_entry = entry(
        dataset(), resources=(remote_resource(resource("wfs", format="wfs")),), marker=marker(last_applied)
    )
    assert differences(dataset(content), catalog_entry) == ()


def test_a_resource_that_the_marker_does_not_know_is_taken_over_field_by_field() -> None:
    catalog_entry = entry(dataset(resource("csv", title="Portail", url=None)), marker=marker())
    changes = differences(dataset(resource("csv", title="Nous", url="https://a.example.org")), catalog_entry)
    assert [(str(change.path), change.kind) for change in changes if change.path.resource] == [
        ("resources.csv.title", TAKEOVER),
        ("resources.csv.url", CHANGE),
    ]


def test_resources_that_were_added_in_the_catalogue_are_no_difference() -> None:
    entry = applied(dataset(resource("csv")))
    added = replace(entry, resources=(remote_resource("theirs"), *entry.resources, remote_resource("more")))
    assert differences(dataset(resource("csv")), added) == ()


def test_differences_are_listed_fields_first_then_resources_removals_and_order() -> None:
    entry = applied(dataset(resource("a"), resource("b"), resource("gone")))
    wants = dataset(resource("b", title="B"), resource("new"), resource("a"), title="Autre titre")
    assert [str(change.path) for change in differences(wants, entry)] == [
        "title",
        "resources.b.title",
        "resources.new",
        "resources.gone",
        "resources.order",
    ]


# ---- which resources are ours


def test_the_marker_says_which_resource_is_ours_before_the_id_we_would_choose() -> None:
    content = resource("csv")
    last_applied = LastApplied(resources=(resource_base(content, "old-id"),))
    catalog_entry = entry(
        dataset(), resources=(remote_resource(content, "chosen-id"), remote_resource(content, "old-id"))
    )
    paired = pair([content], catalog_entry, last_applied, {content.id: remote_resource(content, "chosen-id").remote_id})
    assert paired == {"csv": catalog_entry.resources[1]}


def test_without_a_trace_in_the_marker_the_chosen_id_says_which_resource_is_ours() -> None:
    content = resource("csv")
    catalog_entry = entry(dataset(content))
    assert pair([content], catalog_entry, LastApplied(), {content.id: remote_id_of("csv")}) == {
        "csv": catalog_entry.resources[0]
    }


def test_a_resource_with_another_id_in_the_marker_is_ours_where_it_carries_our_id() -> None:
    """A run replaced the resource, and was killed before it could record this in the marker."""
    content = resource("csv")
    last_applied = LastApplied(resources=(resource_base(content, "old-id"),))
    catalog_entry = entry(dataset(content))
    assert pair([content], catalog_entry, last_applied, {content.id: remote_id_of("csv")}) == {
        "csv": catalog_entry.resources[0]
    }
    assert pair([content], catalog_entry, last_applied, {content.id: remote_id_of("other")}) == {}
    assert pair([content], catalog_entry, last_applied, {}) == {}


def test_a_resource_that_left_the_manifest_is_still_ours() -> None:
    content = resource("gone")
    catalog_entry = entry(dataset(content))
    assert pair([], catalog_entry, LastApplied(resources=(resource_base(content),)), {}) == {
        "gone": catalog_entry.resources[0]
    }


def test_a_resource_that_no_manifest_names_is_not_ours_whatever_its_id() -> None:
    assert pair([], entry(dataset(resource("csv"))), LastApplied(), {ResourceId("csv"): remote_id_of("csv")}) == {}


def test_a_resource_without_any_id_is_not_found() -> None:
    assert pair([resource("csv")], entry(dataset(resource("csv"))), LastApplied(), {}) == {}


# ---- the order of resources


def ordered(wants: str, holds: str, last: str) -> tuple[Change, ...]:
    """Return the differences of order; each letter is a resource, and capitals are resources added in the catalogue."""
    entry = applied(dataset(*map(resource, last)))
    entry = replace(entry, resources=tuple(remote_resource(name) for name in holds))
    return tuple(
        change for change in differences(dataset(*map(resource, wants)), entry) if change.path == FieldPath(ORDER)
    )


@pytest.mark.parametrize(
    ("wants", "holds", "last", "verdict"),
    [
        ("abc", "abc", "abc", None),
        ("cab", "abc", "abc", CHANGE),
        ("abc", "cab", "abc", DRIFT),
        ("bac", "cab", "abc", CONFLICT),
        ("cab", "cab", "abc", None),  # both sides made the same move
        ("xabc", "abc", "abc", None),  # a new resource in front is not a move
        ("axbc", "bac", "abc", DRIFT),
        ("bxa", "ab", "ab", CHANGE),
        ("ac", "abc", "abc", None),  # a removed resource is not a move
        ("ca", "abc", "abc", CHANGE),
        ("ac", "cba", "abc", DRIFT),
        ("abc", "ac", "abc", None),  # a resource deleted in the catalogue is not a move
        ("abc", "ca", "abc", DRIFT),
        ("abc", "XaYbcZ", "abc", None),  # resources added in the catalogue do not count
        ("abc", "XbYacZ", "abc", DRIFT),
        ("ba", "ab", "", CHANGE),  # never applied: a change of the manifest
        ("ba", "ab", "a", CHANGE),  # one of the two was never applied
        ("a", "a", "a", None),
        ("", "", "", None),
    ],
)
def test_the_order_of_our_resources_is_judged_like_a_field(
    wants: str, holds: str, last: str, verdict: ChangeKind | None
) -> None:
    assert [change.kind for change in ordered(wants, holds, last)] == ([verdict] if verdict else [])


def test_a_reorder_shows_both_orders_of_the_resources_that_both_sides_have() -> None:
    assert ordered("cnab", "XabcY", "abc") == (Change(FieldPath(ORDER), CHANGE, ("a", "b", "c"), ("c", "a", "b")),)


# ---- properties: after any history, one write settles the differences

TEXTS = st.sampled_from(["1", "2", "3"])
MAYBE = st.one_of(st.none(), TEXTS)
MANAGED = st.one_of(st.just(UNMANAGED), MAYBE)
OURS = ["a", "b", "c", "d"]


@st.composite
def _resources(draw: st.DrawFn, names: list[str]) -> tuple[Resource, ...]:
    selected = draw(st.permutations(names))[: draw(st.integers(0, len(names)))]
    return tuple(resource(name, title=draw(TEXTS), url=draw(MANAGED)) for name in selected)


@st.composite
def _contents(draw: st.DrawFn, names: list[str]) -> Dataset:
    extras = draw(st.dictionaries(st.sampled_from(["x", "y"]), MAYBE))
    resources = draw(_resources(names))
    return dataset(*resources, title=draw(TEXTS), description=draw(MANAGED), license=draw(MANAGED), extras=extras)


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    """Return an entry of ours after any changes since the last write, or with a marker that cannot be read."""
    last, content = draw(_contents(OURS)), draw(_contents([*OURS, "X", "Y"]))
    extras = {name: value for name, value in content.extras.items() if value is not None}
    echoes = draw(st.sampled_from([NOTHING, digests(description="3", license="3", title="3")]))
    last_applied = draw(st.sampled_from([None, base_of(last, echoes)]))
    return entry(replace(content, extras=extras), marker=marker(last_applied))


POLICIES = [
    ResolutionPolicy(OnDrift.KEEP, OnConflict.PORTAL),
    ResolutionPolicy(OnDrift.KEEP, OnConflict.MANIFEST),
    ResolutionPolicy(OnDrift.REVERT, OnConflict.PORTAL),
    ResolutionPolicy(OnDrift.REVERT, OnConflict.MANIFEST),
]
IGNORED = st.frozensets(st.sampled_from(["description", "license", "extras.x"]))


def write(content: Dataset, entry: Entry, policy: ResolutionPolicy, ignored: frozenset[str]) -> Entry:
    """Return the entry after one write that settles every difference; the entry itself if there is none to apply."""
    last_applied = entry.marker.last_applied if entry.marker and entry.marker.last_applied else LastApplied()
    our_ids = {resource.id: remote_id_of(resource.id) for resource in content.resources}
    paired = pair(content.resources, entry, last_applied, our_ids)
    settled = resolve(diff(content, entry, last_applied, paired, ignored), policy)
    assert settled.conflicts == ()
    if not settled.applied:
        return entry
    return updated_entry(edit_of(desired(content, ignored=ignored), content, entry, paired, settled, our_ids, NAMED))


@given(content=_contents(OURS), entry=_entries(), ignored=IGNORED)
@REPEATABLE
def test_after_a_write_that_keeps_nothing_there_is_no_difference(
    content: Dataset, entry: Entry, ignored: frozenset[str]
) -> None:
    written = write(content, entry, ResolutionPolicy(OnDrift.REVERT, OnConflict.MANIFEST), ignored)
    assert differences(content, written, *ignored) == ()


@given(content=_contents(OURS), entry=_entries(), policy=st.sampled_from(POLICIES), ignored=IGNORED)
@REPEATABLE
def test_a_second_run_with_the_same_choices_has_nothing_to_write(
    content: Dataset, entry: Entry, policy: ResolutionPolicy, ignored: frozenset[str]
) -> None:
    assume(
        (policy.drift, policy.conflict) != (OnDrift.REVERT, OnConflict.PORTAL)
    )  # the command line refuses this combination
    written = write(content, entry, policy, ignored)
    again = resolve(differences(content, written, *ignored), policy)
    assert again.applied == again.conflicts == ()


@st.composite
def _moved(draw: st.DrawFn, last: Dataset, new: str, *, may_reorder: bool, may_retouch: bool) -> Dataset:
    """Return the last applied content after changes of one side: resources removed, added or moved, values changed."""
    resources = [item for item in last.resources if draw(st.booleans()) or draw(st.booleans())]
    if may_reorder:
        resources = list(draw(st.permutations(resources)))
    for name in draw(st.sets(st.sampled_from(new))):
        resources.insert(draw(st.integers(0, len(resources))), resource(name))
    if may_retouch:
        resources = [replace(item, url=draw(MANAGED)) for item in resources]
    title = draw(TEXTS) if may_retouch else last.title
    return replace(last, resources=tuple(resources), title=title)


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Dataset, Entry]:
    """Return a manifest and an entry that changed apart since the last write, without a conflict."""
    last = dataset(*map(resource, "abcd"))
    content = draw(_moved(last, "mn", may_reorder=False, may_retouch=draw(st.booleans())))
    stored = draw(_moved(last, "XY", may_reorder=True, may_retouch=False))
    return content, entry(stored, marker=marker(base_of(last)))


@given(history=_histories())
@REPEATABLE
def test_kept_drift_stays_drift_and_never_becomes_a_conflict(history: tuple[Dataset, Entry]) -> None:
    content, entry = history
    before = differences(content, entry)
    if any(change.kind is CONFLICT for change in before):
        return
    written = write(content, entry, ResolutionPolicy(OnDrift.KEEP), frozenset())
    drift = [(change.path, change.kind) for change in before if change.kind is DRIFT]
    assert [(change.path, change.kind) for change in differences(content, written)] == drift


def test_a_resource_added_while_the_catalogues_order_is_kept_does_not_turn_that_drift_into_a_conflict() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    entry = replace(entry, resources=(remote_resource("b"), remote_resource("a")))
    content = dataset(resource("a"), resource("new"), resource("b"))
    written = write(content, entry, ResolutionPolicy(OnDrift.KEEP), frozenset())
    assert [resource.content.id for resource in written.resources] == ["b", "a", "new"]
    assert [(str(change.path), change.kind) for change in differences(content, written)] == [("resources.order", DRIFT)]


@given(content=_contents(OURS), entry=_entries())
@REPEATABLE
def test_what_the_catalogue_added_is_never_lost(content: Dataset, entry: Entry) -> None:
    written = write(content, entry, ResolutionPolicy(OnDrift.REVERT, OnConflict.MANIFEST), frozenset())
    added = {resource for resource in entry.resources if resource.content.id in "XY"}
    assert added <= set(written.resources)
    assert {name: written.content.extras[name] for name in entry.content.extras if name not in content.extras} == {
        name: value for name, value in entry.content.extras.items() if name not in content.extras
    }


@given(content=_contents(OURS))
@REPEATABLE
def test_what_was_just_applied_is_no_difference(content: Dataset) -> None:
    extras = {name: value for name, value in content.extras.items() if value is not None}
    entry = replace(applied(content), content=with_every_field(replace(content, extras=extras)))
    assert differences(content, entry) == ()


@given(entry=_entries())
@REPEATABLE
def test_a_manifest_that_says_what_the_catalogue_holds_is_never_a_difference(entry: Entry) -> None:
    our_resources = tuple(resource.content for resource in entry.resources if resource.content.id in OURS)
    content = replace(entry.content, resources=our_resources)
    removed = {
        resource.id for resource in ((entry.marker and entry.marker.last_applied) or LastApplied()).resources
    } - {resource.id for resource in our_resources}
    assert [change for change in differences(content, entry) if change.path.resource not in removed] == []
    assert values_of(content) == values_of(entry.content)


def test_a_manifest_without_a_list_of_resources_leaves_them_to_the_catalogue() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    silent = replace(dataset(title="Autre titre"), manages_resources=False)

    assert {str(change.path) for change in differences(silent, entry)} == {"title"}
    written = write(silent, entry, ResolutionPolicy(), frozenset())
    assert [
        resource.id
        for resource in (
            written.marker.last_applied.resources if written.marker and written.marker.last_applied else ()
        )
    ] == [
        "a",
        "b",
    ]
    assert differences(dataset(title="Autre titre"), written) != (), "an empty list removes them, afterwards too"


PUBLISHED, DRAFT, PRIVATE, ARCHIVED = State.PUBLISHED, State.DRAFT, State.PRIVATE, State.ARCHIVED


@pytest.mark.parametrize(
    ("last", "holds", "wants", "verdict"),
    [
        # one side changed the state, or both to the same
        (PUBLISHED, PUBLISHED, ARCHIVED, CHANGE),
        (DRAFT, DRAFT, PUBLISHED, CHANGE),
        (DRAFT, DRAFT, ARCHIVED, CHANGE),
        (PUBLISHED, DRAFT, PUBLISHED, DRIFT),
        (PUBLISHED, ARCHIVED, PUBLISHED, DRIFT),
        (DRAFT, PUBLISHED, DRAFT, DRIFT),
        (ARCHIVED, DRAFT, ARCHIVED, DRIFT),
        (DRAFT, ARCHIVED, DRAFT, DRIFT),
        (PUBLISHED, DRAFT, DRAFT, None),
        (PUBLISHED, ARCHIVED, ARCHIVED, None),
        (PRIVATE, PRIVATE, PUBLISHED, CHANGE),
        (PRIVATE, PUBLISHED, PRIVATE, DRIFT),
        (PUBLISHED, PRIVATE, PUBLISHED, DRIFT),
        # where an entry exists, `draft` and `private` are the same
        (DRAFT, DRAFT, PRIVATE, None),
        (PRIVATE, PRIVATE, DRAFT, None),
        (PUBLISHED, PRIVATE, DRAFT, None),
        (DRAFT, PUBLISHED, PRIVATE, DRIFT),
        (PRIVATE, PUBLISHED, DRAFT, DRIFT),
        # both hide, each in its way: there is nothing to ask
        (PUBLISHED, DRAFT, ARCHIVED, CHANGE),
        (PUBLISHED, ARCHIVED, DRAFT, CHANGE),
        # one side publishes what the other hides
        (DRAFT, PUBLISHED, ARCHIVED, CONFLICT),
        (ARCHIVED, PUBLISHED, DRAFT, CONFLICT),
        (DRAFT, ARCHIVED, PUBLISHED, CONFLICT),
        (ARCHIVED, DRAFT, PUBLISHED, CONFLICT),
    ],
)
def test_two_sides_that_hide_are_no_conflict(
    last: State, holds: State, wants: State, verdict: ChangeKind | None
) -> None:
    stored = entry(dataset(state=holds), marker=marker(base_of(dataset(state=last))))
    changes = diff(dataset(state=wants), stored, stored.last_applied, {}, frozenset())
    assert [change.kind for change in changes] == ([verdict] if verdict else [])

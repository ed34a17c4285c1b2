"""The projection of a dataset to CKAN: what CKAN stores, what is lost, and what it refuses."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from publisher.catalogs.ckan.fields import FIELD_EXTRAS
from publisher.catalogs.ckan.project import lint, project
from publisher.model.dataset import EMPTY, Dataset, Resource
from publisher.model.findings import Position, Severity
from publisher.model.names import DatasetKey
from publisher.model.values import UNMANAGED, AccessTerms, Contact

from .samples import ACCESS, desired, rid, with_extras


def losses(content: Dataset) -> list[tuple[str, str]]:
    return [(loss.path, str(loss.what)) for loss in project(content, ACCESS).losses]


# ---- nothing lost


def test_what_ckan_accepts_as_it_is_has_no_loss() -> None:
    content = Dataset(
        title="T",
        keywords=("eau", "écoles"),
        spatial=("fr:commune:69029",),
        license="lov2",
        resources=(Resource(id=rid("a"), title="A"),),
        extras=MappingProxyType({"a": "b"}),
    )
    projection = project(content, ACCESS)
    assert projection.content == content
    assert projection.losses == ()


def test_what_is_not_managed_stays_so() -> None:
    projection = project(EMPTY, ACCESS)
    assert projection.content == EMPTY
    assert projection.content.keywords is UNMANAGED
    assert projection.losses == ()


def test_what_is_cleared_stays_cleared() -> None:
    cleared = Dataset(keywords=None, spatial=None, license=None)
    assert project(cleared, ACCESS).content == cleared
    assert losses(cleared) == []


# ---- keywords


def test_keywords_become_tags_and_each_that_changes_is_a_named_loss() -> None:
    content = Dataset(keywords=("a", "eau, air", "l'eau", "toilettes"))
    assert project(content, ACCESS).content.keywords == ("eau air", "l eau", "toilettes")
    assert losses(content) == [
        ("keywords", "“a” cannot be a keyword in this catalogue (2 to 100 letters and digits)"),
        ("keywords", "“eau, air” becomes “eau air”"),
        ("keywords", "“l'eau” becomes “l eau”"),
    ]


def test_keywords_that_become_the_same_tag_are_one() -> None:
    assert project(Dataset(keywords=("l eau", "l'eau")), ACCESS).content.keywords == ("l eau",)


def test_tags_are_sorted_by_code_point_as_ckan_gives_them_back() -> None:
    assert project(Dataset(keywords=("'z", "'école", "Été", "'zoo", "abc")), ACCESS).content.keywords == (
        "abc",
        "zoo",
        "Été",
        "école",
    )


def test_keywords_of_which_no_tag_is_left_are_none() -> None:
    assert project(Dataset(keywords=("🚻",)), ACCESS).content.keywords is None


# ---- zones


def test_the_first_zone_is_kept_and_the_others_are_a_named_loss() -> None:
    content = Dataset(spatial=("fr:commune:69029", "fr:commune:69266", "country:fr"))
    assert project(content, ACCESS).content.spatial == ("fr:commune:69029",)
    assert losses(content) == [("spatial", "only the first zone is kept; lost: fr:commune:69266, country:fr")]


@pytest.mark.parametrize(
    "zone", ["fr:commune:69029", "fr:departement:2A", "fr:region:84", "country:fr", "country-group:ue"]
)
def test_a_zone_with_a_public_uri_is_no_loss(zone: str) -> None:
    assert losses(Dataset(spatial=(zone,))) == []


def test_a_zone_without_a_public_uri_is_kept_and_reported() -> None:
    content = Dataset(spatial=("fr:epci:200046977",))
    assert project(content, ACCESS).content.spatial == ("fr:epci:200046977",)
    assert losses(content) == [
        ("spatial", "no public vocabulary has a URI for “fr:epci:200046977”: it is kept as a text")
    ]


# ---- languages


@pytest.mark.parametrize(("code", "kept"), [("fr", "fr"), ("fra", "fr"), ("fre", "fr"), ("br", "br"), ("hsb", "hsb")])
def test_a_language_of_the_european_table_is_no_loss(code: str, kept: str) -> None:
    assert project(Dataset(language=code), ACCESS).content.language == kept
    assert losses(Dataset(language=code)) == []


def test_a_language_that_the_european_table_lacks_is_kept_and_reported() -> None:
    assert project(Dataset(language="zz"), ACCESS).content.language == "zz"
    assert losses(Dataset(language="zz")) == [
        ("language", "the European list has no URI for the language “zz”: it is kept as a text")
    ]


# ---- licences


def test_a_licence_without_an_address_is_reported() -> None:
    content, access = Dataset(license="other-at"), replace(ACCESS, licenses=frozenset({"other-at"}))
    assert [(loss.path, str(loss.what)) for loss in project(content, access).losses] == [
        ("license", "no address is known for the licence “other-at”: the catalogue's DCAT export has none")
    ]


def test_no_licence_is_no_loss() -> None:
    access = replace(ACCESS, licenses=frozenset({"notspecified"}))
    assert project(Dataset(license="notspecified"), access).losses == ()


def test_a_licence_that_the_server_does_not_know_is_kept_and_reported() -> None:
    content = Dataset(license="odc-by")
    assert project(content, ACCESS).content.license == "odc-by"
    assert losses(content) == [
        ("license", "the catalogue does not know the licence “odc-by”: it is kept, and shown without a title")
    ]


def test_a_server_that_does_not_say_its_licences_is_believed_to_know_all() -> None:
    assert project(Dataset(license="odc-by"), replace(ACCESS, licenses=frozenset())).losses == ()


def test_losses_come_in_the_order_of_keywords_zones_and_licence() -> None:
    content = Dataset(keywords=("l'eau",), spatial=("country:fr", "x:y"), license="unknown")
    assert [path for path, _ in losses(content)] == ["keywords", "spatial", "license"]


# ---- lint


def test_datasets_that_ckan_accepts_have_no_finding() -> None:
    assert lint([desired(with_extras(territoire="Bron")), desired(key=DatasetKey("bron/ecoles"))]) == ()


@pytest.mark.parametrize("slug", ["new", "edit", "search"])
def test_a_reserved_name_is_an_error(slug: str) -> None:
    [finding] = lint([desired(slug=slug)])
    assert (finding.rule, finding.severity) == ("PUB301", Severity.ERROR)
    assert finding.at == desired().at
    assert str(finding.what) == f"the name “{slug}” is reserved by CKAN"
    assert str(finding.fix) == "Choose another `slug:`."


def test_two_datasets_of_one_name_are_an_error_at_the_second() -> None:
    first = desired(key=DatasetKey("bron/a-b"), slug="same")
    second = replace(desired(key=DatasetKey("lyon/x"), slug="same"), at=Position("manifests/lyon/x.yml", 4, 2))
    [finding] = lint([first, second])
    assert (finding.rule, finding.severity, finding.at) == ("PUB302", Severity.ERROR, second.at)
    assert str(finding.what) == "same CKAN name “same” as bron/a-b"
    assert str(finding.fix) == "Give one of the two a `slug:`."


def test_a_name_made_of_two_keys_can_collide_too() -> None:
    first = desired(key=DatasetKey("bron/a-b"))
    second = desired(key=DatasetKey("b-bron/a"))
    assert [finding.rule for finding in lint([first, second])] == ["PUB302"]


def test_each_further_dataset_of_a_name_is_reported_with_the_first() -> None:
    findings = lint([desired(key=DatasetKey(f"p{n}/x"), slug="same") for n in range(3)])
    assert [str(finding.what) for finding in findings] == ["same CKAN name “same” as p0/x"] * 2


@pytest.mark.parametrize("name", ["title", "owner_org", "tags", *sorted(FIELD_EXTRAS)])
def test_an_extra_named_like_a_field_is_an_error(name: str) -> None:
    [finding] = lint([desired(with_extras(**{name: "x"}))])
    assert (finding.rule, finding.severity, finding.at) == ("PUB303", Severity.ERROR, desired().at)
    assert str(finding.what) == f"the extra “{name}” has the name of a CKAN field"
    assert str(finding.fix) == "Use the field of the manifest, or another name."


@pytest.mark.parametrize("name", ["", "  "])
def test_an_extra_without_a_name_is_an_error(name: str) -> None:
    [finding] = lint([desired(with_extras(**{name: "x"}))])
    assert (finding.rule, str(finding.what)) == ("PUB303", "an extra has no name")


def test_a_name_of_one_letter_is_an_error() -> None:
    [finding] = lint([desired(slug="a")])
    assert (finding.rule, finding.severity) == ("PUB311", Severity.ERROR)
    assert lint([desired(slug="ab")]) == ()


@pytest.mark.parametrize("email", ["é@x.fr", "a@mairié.fr", "a..b@x.fr", ".a@x.fr", "a@x_y.fr", "a@-x.fr", "a,b@x.fr"])
def test_an_email_that_ckan_refuses_is_an_error(email: str) -> None:
    [finding] = lint([desired(Dataset(contact=Contact("A", email)))])
    assert (finding.rule, str(finding.what)) == ("PUB310", "an e-mail address that grandlyon refuses")


@pytest.mark.parametrize("contact", [Contact("A", None), Contact(None, "a'b+c@x.example.org"), Contact("A", "A@X.FR")])
def test_other_contacts_have_no_finding(contact: Contact) -> None:
    assert lint([desired(Dataset(contact=contact))]) == ()


def test_every_finding_is_reported_in_one_pass() -> None:
    findings = lint([desired(with_extras(url="x", title="y"), slug="new"), desired(slug="new")])
    assert [finding.rule for finding in findings] == ["PUB301", "PUB303", "PUB303", "PUB301", "PUB302"]
    assert [str(finding.what)[:18] for finding in findings[1:3]] == ["the extra “title” ", "the extra “url” ha"]


def test_a_version_is_no_longer_than_ckan_accepts() -> None:
    assert lint([desired(Dataset(version="x" * 100))]) == ()
    (finding,) = lint([desired(Dataset(version="x" * 101))])
    assert (finding.rule, str(finding.what)) == (
        "PUB306",
        "version is longer than the 100 characters that grandlyon accepts",
    )


def test_a_field_that_the_search_cannot_index_is_an_error() -> None:
    """CKAN would answer 500 to every write: its extra is longer than a term of the index may be."""

    def lines(reason: str) -> list[tuple[str, str, str]]:
        content = Dataset(access=AccessTerms("restricted", None, reason))
        findings = lint([replace(desired(content), place=Position)])
        return [(finding.rule, finding.at.file, str(finding.what)) for finding in findings]

    assert lines("é" * 15_000) == []
    what = "access is longer than 30000 bytes, which grandlyon cannot index"
    assert lines("é" * 15_001) == [("PUB305", "access", what)]

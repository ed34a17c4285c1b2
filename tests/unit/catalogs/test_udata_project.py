"""The projection of a dataset to udata: what udata stores, what is lost, and what it refuses."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.udata.limits import extension, tag
from publisher.catalogs.udata.project import access_type, lint, project
from publisher.catalogs.udata.wire import declared_extras
from publisher.model.dataset import EMPTY, Dataset, Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.files import DataFile, MeasuredFile
from publisher.model.findings import Position, Severity
from publisher.model.names import CatalogName
from publisher.model.values import UNMANAGED, AccessTerms, AddressAfterApply, Contact, File, RoleContact, SchemaRef

from .samples import desired, rid
from .udata_samples import ACCESS

DATA = MeasuredFile(path=Path("wc.csv"), size=8, sha256="cd", sha1="ab", changed=1, rows=1, columns=2)
UNKNOWN_VALUE = "the catalogue does not know “{}”: its present value is kept"


def losses(content: Dataset) -> list[tuple[str, str]]:
    return [(loss.path, str(loss.what)) for loss in project(content, ACCESS).losses]


def dataset_of(**fields: object) -> Dataset:
    """Return a dataset with one resource."""
    texts: dict[str, object] = {"title": "T", "description": "D"}
    return Dataset(resources=(Resource(id=rid("csv"), **texts | fields),))  # type: ignore[arg-type]


# ---- nothing lost


def test_what_udata_takes_as_it_is_has_no_loss() -> None:
    content = Dataset(
        title="T", keywords=("eau", "ecoles"), license="lov2", frequency="annual", spatial=("fr:commune:69029",),
        contact=Contact("A", "a@x.org"), extras={"harvest:x": "1"},
    )  # fmt: skip
    assert project(content, ACCESS).content == content
    assert losses(content) == []


def test_what_is_not_managed_or_cleared_stays_so() -> None:
    assert project(EMPTY, ACCESS).content == EMPTY
    cleared = Dataset(keywords=None, license=None, frequency=None, spatial=None, contact=None)
    assert project(cleared, ACCESS).content == cleared
    assert losses(cleared) == []


def test_to_say_that_nothing_is_reported_is_to_clear() -> None:
    content = project(Dataset(license="notspecified", frequency="unknown"), ACCESS).content
    assert (content.license, content.frequency) == (None, None)


# ---- words


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("eau", "eau"), ("Été à l'eau", "ete-a-leau"), ("l’eau", "leau"), ("œuvre d'art", "oeuvre-dart"),
        ("open_data", "open-data"), ("a  b c", "a-b-c"), ("-eau-", "eau"), ("20 %", None), ("ab", None), ("", None),
        ("🚻", None), ("x" * 96, "x" * 96), ("x" * 97, None), ("e\u0301cole", "ecole"),
    ],
)  # fmt: skip
def test_a_keyword_becomes_a_slug(keyword: str, expected: str | None) -> None:
    assert tag(keyword) == expected


@given(st.text())
def test_every_tag_is_one_that_udata_takes_and_stays_itself(keyword: str) -> None:
    result = tag(keyword)
    assert result is None or (
        re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", result) and 3 <= len(result) <= 96 and tag(result) == result
    )


def test_keywords_are_slugs_sorted_once_each_and_one_that_cannot_be_kept_is_a_named_loss() -> None:
    content = Dataset(keywords=("Zoo", "eau", "Eau", "ab", "hvd"))
    assert project(content, ACCESS).content.keywords == ("eau", "zoo")
    assert losses(content) == [
        ("keywords", "“ab” cannot be a keyword in this catalogue (3 to 96 letters)"),
        ("keywords", "“hvd” marks high-value data in this catalogue, and is no keyword"),
    ]
    marked = Dataset(keywords=("eau", "HVD", "Mobilité"), hvd="mobility")
    assert (project(marked, ACCESS).content.keywords, losses(marked)) == (("eau",), [])
    other = Dataset(keywords=("eau", "Statistiques"), hvd="mobility")
    what = "beside `hvd:` the keyword “Statistiques” would mark another category of high-value data"
    assert (project(other, ACCESS).content.keywords, losses(other)) == (("eau",), [("keywords", what)])
    assert project(replace(other, hvd=UNMANAGED), ACCESS).content.keywords == ("eau", "statistiques")
    assert project(Dataset(keywords=("HVD", "a")), ACCESS).content.keywords is None


@pytest.mark.parametrize("name", ["license", "frequency"])
def test_a_word_that_the_server_does_not_know_is_not_sent_and_reported(name: str) -> None:
    """udata would make an unknown licence none, and say nothing."""
    content = Dataset(**{name: "zzz"})  # type: ignore[arg-type]
    assert getattr(project(content, ACCESS).content, name) is UNMANAGED
    assert losses(content) == [(name, UNKNOWN_VALUE.format("zzz"))]


@pytest.mark.parametrize(("kind", "kept"), [(None, True), ("open", True), ("open_with_account", False)])
def test_a_licence_is_kept_for_open_data_alone(kind: str | None, *, kept: bool) -> None:
    projection = project(Dataset(license="lov2"), ACCESS, access_type=kind)
    assert projection.content.license == ("lov2" if kept else UNMANAGED)
    expected = [] if kept else [("license", "this catalogue keeps a licence for open data alone, see `access:`")]
    assert [(loss.path, str(loss.what)) for loss in projection.losses] == expected
    assert project(Dataset(license=None), ACCESS, access_type=kind).content.license is None


def test_who_may_use_a_dataset_is_said_by_the_manifest_or_else_by_the_entry() -> None:
    restricted = Dataset(access=AccessTerms("restricted"))
    opened = desired(Dataset(access=AccessTerms("open")))
    assert access_type(opened, restricted) == "open"
    assert access_type(replace(opened, ignored=frozenset({"access"})), restricted) == "restricted"
    assert access_type(replace(opened, ignored=frozenset({"access"})), None) == "open", "of a new entry"
    assert access_type(desired(Dataset()), restricted) == "restricted"
    assert access_type(desired(Dataset(access=None)), restricted) is None
    assert access_type(desired(Dataset()), Dataset(access=None)) is None


def test_a_server_that_does_not_say_its_words_is_believed_to_know_all() -> None:
    silent = replace(ACCESS, licenses=frozenset(), frequencies=frozenset(), schemas={})
    content = Dataset(
        license="zzz", frequency="zzz", resources=dataset_of(schema=SchemaRef("a/b"), type="main").resources
    )
    assert project(content, silent).content == content


def test_zones_lose_their_date_and_those_that_are_not_known() -> None:
    content = Dataset(spatial=("fr:commune:69029@1942-01-01", "fr:commune:00000"))
    assert project(content, ACCESS).content.spatial == ("fr:commune:69029",)
    assert losses(content) == [("spatial", UNKNOWN_VALUE.format("fr:commune:00000"))]
    assert project(Dataset(spatial=("fr:commune:00000",)), ACCESS).content.spatial is UNMANAGED


def test_a_contact_without_an_address_to_write_to_is_a_named_loss() -> None:
    content = Dataset(contact=Contact("A", None))
    assert project(content, ACCESS).content.contact is UNMANAGED
    assert losses(content) == [
        ("contact", "a contact without an e-mail address or a form cannot be stored in this catalogue")
    ]


def test_extras_that_udata_drops_are_named_losses() -> None:
    content = Dataset(extras={"transport:x": "1", "recommendations": "1", "dcat": None, "dcat:x": "1", "x": "1"})
    assert project(content, ACCESS).content.extras == {"dcat:x": "1", "x": "1"}
    assert [path for path, _ in losses(content)] == ["extras.dcat", "extras.recommendations", "extras.transport:x"]


# ---- resources


def test_a_file_is_identified_by_its_sha1_and_has_its_own_format() -> None:
    (resource,) = project(dataset_of(data=DATA, format="csv", mime="text/csv"), ACCESS).content.resources
    assert isinstance(resource.file, File)
    assert (resource.file.size, resource.file.checksum, resource.file.rows, resource.file.columns) == (
        8,
        "sha1:ab",
        1,
        2,
    )
    assert (resource.format, resource.mime) == (UNMANAGED, UNMANAGED)
    assert resource.data == DATA


def test_an_address_keeps_its_format_and_the_checksum_of_its_file() -> None:
    linked = dataset_of(url="https://x.org/a", format="csv", file=File(8, "sha256:cd"))
    assert project(linked, ACCESS).content == linked


def test_a_resource_of_no_type_is_of_another() -> None:
    assert [project(dataset_of(type=kind), ACCESS).content.resources[0].type for kind in (None, UNMANAGED, "api")] == [
        "other",
        UNMANAGED,
        "api",
    ]


@pytest.mark.parametrize(
    ("schema_ref", "expected"),
    [
        (SchemaRef("etalab/irve"), SchemaRef("etalab/irve")),
        (SchemaRef("etalab/irve", "2.0.0"), SchemaRef("etalab/irve", "2.0.0")),
        (SchemaRef("etalab/irve", "9.9.9"), UNMANAGED),
        (SchemaRef("etalab/zzz"), UNMANAGED),
        (SchemaRef(url="https://x.org/s.json"), SchemaRef(url="https://x.org/s.json")),
        (
            SchemaRef(url="https://schema.data.gouv.fr/schemas/etalab/irve/2.0.0/schema.json"),
            SchemaRef("etalab/irve", "2.0.0"),
        ),
        (None, None),
    ],
)
def test_a_schema_is_kept_where_the_server_knows_it(schema_ref: SchemaRef | None, expected: object) -> None:
    assert project(dataset_of(schema=schema_ref), ACCESS).content.resources[0].schema == expected
    assert [path for path, _ in losses(dataset_of(schema=schema_ref))] == (
        ["resources.csv.schema"] if expected is UNMANAGED else []
    )


def test_what_was_projected_is_projected_to_itself() -> None:
    content = Dataset(
        keywords=("Été", "Zoo"), spatial=("fr:commune:69029@1942",), license="notspecified",
        extras={"transport:x": "1"},
        resources=dataset_of(data=DATA, schema=SchemaRef("etalab/zzz"), type=None).resources,
    )  # fmt: skip
    once = project(content, ACCESS).content
    assert project(once, ACCESS).content == once
    assert losses(once) == []


@pytest.mark.parametrize(
    "name",
    ["Voir https://example.org/", "HTTP://a.fr", "www.example.org", "data.gouv.fr", "Ville (bron.fr)", "10.0.0.1"],
)
def test_a_contact_with_an_address_in_its_name_is_a_named_loss(name: str) -> None:
    projection = project(Dataset(contact=Contact(name, "sig@example.org")), ACCESS)
    assert projection.content.contact is UNMANAGED
    assert [loss.path for loss in projection.losses] == ["contact"]


@pytest.mark.parametrize(
    "name", ["M. Dupont", "S.A.R.L. Untel", "Réseau 2.0", "a@example.org", "St.Fons", "04.78.00.00.00"]
)
def test_a_name_with_points_is_no_address(name: str) -> None:
    assert losses(Dataset(contact=Contact(name, "sig@example.org"))) == []


def test_an_extra_that_udata_refuses_for_its_first_sign_is_a_named_loss() -> None:
    projection = project(Dataset(extras={"$ref": "x", "ref": "x"}), ACCESS)
    assert (dict(projection.content.extras), [loss.path for loss in projection.losses]) == (
        {"ref": "x"},
        ["extras.$ref"],
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG/Été.CSV", "https://example.org/Été.CSV"),
        ("https://example.org", "https://example.org"),
        ("https://Example.org?A=B.C", "https://Example.org?A=B.C"),
        ("https://example.ORG:8443#A", "https://example.org:8443#A"),
    ],
)
def test_capitals_that_udata_refuses_in_an_address_become_small(url: str, expected: str) -> None:
    (resource,) = project(Dataset(resources=(replace(dataset_of().resources[0], url=url),)), ACCESS).content.resources
    assert resource.url == expected


def test_a_mime_type_that_a_files_name_does_not_imply_is_a_named_loss() -> None:
    data = dataset_of(data=DATA).resources[0].data
    assert isinstance(data, MeasuredFile)
    for mime, lost in (("text/csv", []), ("application/x-autre", ["resources.csv.mime"])):
        assert [each.path for each in project(dataset_of(data=data, format="csv", mime=mime), ACCESS).losses] == lost


# ---- lint


def test_a_text_that_is_too_long_is_an_error() -> None:
    findings = lint([desired(Dataset(title="x" * 351, description="x" * 100_001))], uploads=True)
    assert [(finding.rule, finding.severity) for finding in findings] == [("PUB306", Severity.ERROR)] * 2
    assert str(findings[0].what) == "title is longer than the 350 characters that grandlyon accepts"
    assert lint([desired(Dataset(title="x" * 350, description="x" * 100_000))], uploads=True) == ()


def test_a_text_of_a_resource_that_is_too_long_is_an_error() -> None:
    def of(title: str, description: str) -> DesiredDataset:
        (resource,) = dataset_of().resources
        return desired(Dataset(resources=(replace(resource, title=title, description=description),)))

    findings = lint([of("x" * 351, "x" * 100_001)], uploads=True)
    assert [(finding.rule, str(finding.what).partition(" is longer")[0]) for finding in findings] == [
        ("PUB306", "resources.csv.title"),
        ("PUB306", "resources.csv.description"),
    ]
    assert lint([of("x" * 350, "x" * 100_000)], uploads=True) == ()


@pytest.mark.parametrize("title", ["🚲🚲", "--", "…", "(!)"])
def test_a_title_without_a_word_is_an_error(title: str) -> None:
    findings = lint([desired(Dataset(title=title))], uploads=True)
    assert [(finding.rule, finding.severity) for finding in findings] == [("PUB308", Severity.ERROR)]
    assert str(findings[0].what).startswith("the title has neither letters nor digits: grandlyon")
    for usable in (f"{title} 2", f"Été {title}", "日本語", "㎡"):
        assert lint([desired(Dataset(title=usable))], uploads=True) == ()


@pytest.mark.parametrize("name", ["a.parquet", "a.md", "a.html", "csv", "a.", "A"])
def test_a_file_that_udata_refuses_is_an_error_where_it_is_sent_there(name: str) -> None:
    content = dataset_of(data=DataFile(Path(name)))
    assert [finding.rule for finding in lint([desired(content)], uploads=True)] == ["PUB307"]
    assert lint([desired(content)], uploads=False) == ()


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.b.geojson", "a.tar.gz"])
def test_a_file_that_udata_takes_has_no_finding(name: str) -> None:
    assert lint([desired(dataset_of(data=DataFile(Path(name))))], uploads=True) == ()
    assert extension(name) == name.lower().split(".")[-1]


def test_an_address_is_no_file() -> None:
    assert lint([desired(dataset_of(url="https://x.org/a.parquet"))], uploads=True) == ()


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (dataset_of(url="http://192.168.1.10/a.csv"), "resources.csv.url"),
        (dataset_of(url="https://sig-interne/a.csv"), "resources.csv.url"),
        (dataset_of(schema=SchemaRef(url="https://sig.interne/s.json")), "resources.csv.schema"),
        (Dataset(extras={"datafairOrigin": "x"}), "extras.datafairOrigin"),
    ],
)
def test_an_address_that_udata_refuses_is_an_error_where_it_stands(content: Dataset, path: str) -> None:
    [finding] = lint([replace(desired(content), place=Position)], uploads=True)
    assert (finding.rule, finding.severity, finding.at.file) == ("PUB309", Severity.ERROR, path)
    assert str(finding.what) == "this address is not on the public web: grandlyon refuses it"


def test_an_address_of_this_machine_is_for_a_server_of_this_machine() -> None:
    dataset = desired(dataset_of(url="http://127.0.0.1:5000/a.csv"))
    assert [finding.rule for finding in lint([dataset], uploads=True)] == ["PUB309"]
    assert lint([dataset], uploads=True, local=True) == ()


def test_an_address_that_follows_after_apply_has_no_finding() -> None:
    assert lint([desired(dataset_of(url=AddressAfterApply(CatalogName("grandlyon"))))], uploads=False) == ()


def test_a_contact_that_udata_refuses_is_an_error() -> None:
    def rules(contact: Contact) -> list[str]:
        return [finding.rule for finding in lint([desired(Dataset(contact=contact))], uploads=True)]

    assert rules(Contact("n" * 256, "a..b@x.fr")) == ["PUB310", "PUB310"]
    assert rules(Contact("n" * 255, "a@x.fr")) == []
    assert rules(Contact("n" * 256, None)) == [], "without an address it is a loss"
    assert rules(Contact(None, None, "https://example.org/ecrire")) == []
    assert rules(Contact("A", "a@x.fr", "http://192.168.1.10/ecrire")) == ["PUB309"]


def test_a_further_contact_that_udata_refuses_is_an_error_where_it_stands() -> None:
    contacts = (
        RoleContact("publisher", "n" * 256),
        RoleContact("creator", email="a..b@x.fr"),
        RoleContact("creator", form="https://sig-interne/ecrire"),
        RoleContact("contact", "n" * 256),
    )
    findings = lint([replace(desired(Dataset(contacts=contacts)), place=Position)], uploads=True)
    assert [(finding.rule, finding.at.file) for finding in findings] == [
        ("PUB310", "contacts.1.name"), ("PUB310", "contacts.2.email"), ("PUB309", "contacts.3.form")
    ], "the last one is a loss"  # fmt: skip


def test_resources_without_a_description_are_one_piece_of_advice() -> None:
    """udata's DCAT export has the text `None` in the place of a description."""
    resources = (
        Resource(id=rid("csv"), title="T", description="D"),
        Resource(id=rid("wfs"), title="T"),
        Resource(id=rid("pdf"), title="T", description=None),
    )
    [advice] = lint([replace(desired(Dataset(resources=resources)), place=Position)], uploads=True)
    assert (advice.rule, advice.severity, advice.at.file) == ("PUB317", Severity.ADVICE, "resources.wfs")
    assert str(advice.what) == "no description: wfs, pdf. The exports of grandlyon show “None” in its place"


# ---- extras that the organization declares

UNDECLARED = "the organization declares no such extra in this catalogue, or not one for a text"
DECLARED = replace(ACCESS, declared_extras={"bron": {"code": frozenset(), "niveau": frozenset({"a", "b"})}})


@pytest.mark.parametrize(
    ("name", "value", "organization", "lost"),
    [
        ("custom:code", "69", "bron", None),
        ("custom:code:suite", "69", "bron", None),
        ("custom:niveau", "b", "bron", None),
        ("custom:niveau", "c", "bron", "the organization declares other values for it: a, b"),
        (
            "custom:autre",
            "c",
            "bron",
            UNDECLARED,
        ),
        (
            "custom:code",
            "69",
            "lyon",
            UNDECLARED,
        ),
        ("custom:autre", None, "bron", None),
        ("customs", "x", "bron", None),
    ],
)
def test_an_extra_that_the_organization_does_not_declare_is_a_loss(
    name: str, value: str | None, organization: str, lost: str | None
) -> None:
    projection = project(Dataset(extras={name: value}), DECLARED, organization)
    assert [str(loss.what) for loss in projection.losses] == ([lost] if lost else [])
    assert [loss.fix is not None for loss in projection.losses] == ([True] if lost else []), "what to do"
    assert (name in projection.content.extras) is (lost is None)


def test_without_a_connection_no_extra_is_called_lost() -> None:
    assert project(Dataset(extras={"custom:x": "y"}), replace(DECLARED, software=""), "bron").losses == ()


def test_an_organization_declares_extras_for_texts() -> None:
    custom = [
        {"title": "code", "description": "d", "type": "str"},
        {"title": "niveau", "description": "d", "type": "choice", "choices": ["a", "b"]},
        {"title": "nombre", "description": "d", "type": "int"},
    ]
    assert declared_extras({"extras": {"custom": custom}}) == {"code": frozenset(), "niveau": frozenset({"a", "b"})}
    assert declared_extras({"extras": {}}) == declared_extras({}) == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Dataset(keywords=("eau", "HVD")), ["PUB312"]),
        (Dataset(keywords=("eau", "hvd"), hvd=None), ["PUB312"]),
        (Dataset(keywords=("eau", "hvd"), hvd="mobility"), []),
        (Dataset(keywords=("eau",)), []),
    ],
)
def test_a_keyword_that_marks_high_value_data_without_their_category_is_a_warning(
    content: Dataset, expected: list[str]
) -> None:
    findings = lint([desired(content)], uploads=True)
    assert [finding.rule for finding in findings] == expected
    assert all(finding.severity is Severity.WARNING for finding in findings)

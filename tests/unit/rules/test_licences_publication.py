"""The rules about licences, high-value data, and how a dataset is published."""

import pytest

from publisher.model.findings import Severity

from .checked_folder import PRODUCER, CheckedFolder

API = """
  - id: csv
    title: Toilettes publiques de la commune de Bron (CSV)
    description: Une ligne par toilette.
    url: https://data.example.org/toilettes.csv
    type: main
    format: csv
  - id: api
    title: API des toilettes publiques de Bron
    description: Interrogation par position.
    url: https://api.example.org/toilettes
    type: api"""
DOCUMENTATION = """
  - id: doc
    title: Documentation de l'API
    description: Paramètres et exemples.
    url: https://api.example.org/toilettes/doc
    type: documentation"""

# ---- licences


@pytest.mark.parametrize("license_id", ["cc-by", "cc-by-sa", "cc-zero", "odc-by", "other-open"])
def test_a_licence_to_homologate_is_a_warning(folder: CheckedFolder, license_id: str) -> None:
    folder.dataset(license=license_id)
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB531", Severity.WARNING, "manifests/bron/wc.yml:4:10",
    )  # fmt: skip
    assert "D. 323-2-1" in str(finding.fix)


@pytest.mark.parametrize("license_id", ["lov2", "fr-lo", "odc-odbl", "Licence Ouverte 2.0"])
def test_a_licence_of_the_decree_is_good(folder: CheckedFolder, license_id: str) -> None:
    folder.dataset(license=license_id)

    assert folder.lines() == []


def test_a_licence_of_the_producer_is_reported_once_where_it_is_written(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", f"{PRODUCER}license: cc-by\n")
    folder.dataset(license=None)
    folder.other("parcs", license=None)

    assert [(finding.rule, str(finding.at)) for finding in folder.findings()] == [
        ("PUB531", "manifests/bron/producer.yml:5:10")
    ]


def test_a_published_dataset_without_a_licence_is_advice(folder: CheckedFolder) -> None:
    folder.dataset(license=None)
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB532", Severity.ADVICE)
    assert "lov2" not in str(finding.fix)

    folder.dataset(license=None, state="draft")
    assert folder.lines() == []


def test_a_producer_whose_datasets_have_no_licence_has_one_advice(folder: CheckedFolder) -> None:
    folder.dataset(license=None)
    folder.other("parcs", license=None)

    assert folder.lines() == ["bron/producer.yml:1:1 PUB532 no licence for 2 published datasets: bron/parcs, bron/wc"]


# ---- high-value data


@pytest.mark.parametrize("license_id", ["odc-odbl", "cc-by-sa", "mobility-license"])
def test_high_value_data_under_a_stricter_licence_are_a_warning(folder: CheckedFolder, license_id: str) -> None:
    folder.dataset(hvd="mobilité", license=license_id, resources=API + DOCUMENTATION)
    finding = folder.only()

    assert (finding.rule, str(finding.at)) == ("PUB533", "manifests/bron/wc.yml:4:10")


def test_a_keyword_marks_high_value_data_too(folder: CheckedFolder) -> None:
    folder.dataset(keywords="[hvd, mobilite, accès]", license="odc-odbl")

    assert folder.lines() == [
        "bron/wc.yml:4:10 PUB533 this licence is stricter than CC BY 4.0, the strictest that high-value data may have"
    ]


def test_high_value_data_without_a_licence_are_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(hvd="mobilité", license=None, resources=API + DOCUMENTATION)

    assert folder.rules() == ["PUB533"]


def test_high_value_data_without_an_api_are_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(hvd="mobilité")

    assert folder.lines() == ["bron/wc.yml:14:6 PUB534 high-value data without an API"]


def test_the_api_of_high_value_data_has_a_contact_and_a_documentation(folder: CheckedFolder) -> None:
    folder.dataset(hvd="mobilité", contact=None, resources=API)
    assert [line.partition("PUB534 ")[2] for line in folder.lines()] == [
        "the API of high-value data has no contact", "the API of high-value data has no documentation",
    ]  # fmt: skip

    folder.dataset(hvd="mobilité", resources=API, landing_page="https://bron.example.org/toilettes")
    assert folder.lines() == []


# ---- publication


def test_a_dataset_published_without_resources_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(resources=None)
    assert folder.lines() == ["bron/wc.yml:6:8 PUB536 this dataset is published without a file or an address"]

    folder.dataset(resources=None, state="draft")
    assert folder.lines() == []


def test_the_resources_of_an_entry_that_exists_may_be_left_to_it(folder: CheckedFolder) -> None:
    folder.dataset(resources=None, catalogs="{portail: {entry: toilettes}}")
    assert folder.lines() == []

    folder.dataset(resources="[]", catalogs="{portail: {entry: toilettes}}")
    assert folder.rules() == ["PUB536"]


def test_a_manifest_without_a_state_is_a_warning_where_others_have_one(folder: CheckedFolder) -> None:
    folder.dataset(state=None)
    assert folder.lines() == []

    for name in ("parcs", "arbres"):
        folder.other(name)
    finding = folder.only()

    assert (finding.rule, finding.severity, finding.at.file) == ("PUB537", Severity.WARNING, "manifests/bron/wc.yml")


def test_a_manifest_without_resources_and_state_has_one_finding(folder: CheckedFolder) -> None:
    folder.dataset(state=None, resources=None)

    assert folder.rules() == ["PUB536"]


@pytest.mark.parametrize("state", ["private", "draft", "archived"])
def test_a_day_on_which_nothing_is_published_is_a_warning(folder: CheckedFolder, state: str) -> None:
    folder.dataset(state=state, **{"from": "2026-11-29"})
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB540", Severity.WARNING, "manifests/bron/wc.yml:14:7",
    )  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        {"from": "2026-11-29"},
        {"from": "2026-11-28", "state": "archived"},
        {"from": "2026-11-29", "catalogs": "{portail: {state: private}}"},
        {"from": "2026-11-29", "state": "private", "catalogs": "{portail: {state: published}}"},
    ],
)
def test_a_day_that_has_come_or_on_which_something_is_published_is_good(
    folder: CheckedFolder, lines: dict[str, str]
) -> None:
    folder.dataset(**lines)

    assert folder.lines() == []


@pytest.mark.parametrize(
    "access", ["{type: open, reason: Données sensibles}", "{type: open, category: protection_of_environment}"]
)
def test_a_reason_for_open_access_is_a_warning(folder: CheckedFolder, access: str) -> None:
    folder.dataset(access=access)

    assert folder.rules() == ["PUB538"]


def test_a_reason_for_restricted_access_is_good(folder: CheckedFolder) -> None:
    folder.dataset(access="{type: restricted, category: protection_of_environment, reason: Espèces protégées}")

    assert folder.lines() == []


def test_a_granularity_that_nobody_knows_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(spatial='{zones: ["fr:commune:69029"], granularity: comune}')
    finding = folder.only()

    assert (finding.rule, str(finding.fix)) == ("PUB539", "Did you mean “fr:commune”?")


@pytest.mark.parametrize("word", ["commune", "fr:commune", "fr:iris", "Département", "poi", "other"])
def test_a_granularity_of_the_catalogue_is_good(folder: CheckedFolder, word: str) -> None:
    folder.dataset(spatial=f'{{zones: ["fr:commune:69029"], granularity: "{word}"}}')

    assert folder.lines() == []

"""The rules about two datasets that are alike."""

from publisher.model.findings import Severity

from .checked_folder import DATASET, CheckedFolder

OTHER_DESCRIPTION = f"Parcs et jardins. {DATASET['description']}"
OTHER_RESOURCES = DATASET["resources"].replace("toilettes.csv", "parcs.csv")


def test_two_different_datasets_are_good(folder: CheckedFolder) -> None:
    folder.dataset("bron/z.yml", title="Parcs de Bron", description=OTHER_DESCRIPTION, resources=OTHER_RESOURCES)

    assert folder.lines() == []


def test_one_description_of_two_datasets_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset("bron/z.yml", title="Parcs de Bron", resources=OTHER_RESOURCES)

    assert folder.lines() == ["bron/z.yml:2:14 PUB413 same description as bron/wc (manifests/bron/wc.yml:2:14)"]


def test_one_address_of_two_datasets_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset("bron/z.yml", title="Parcs de Bron", description=OTHER_DESCRIPTION)
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB414", Severity.WARNING, "manifests/bron/z.yml:10:10",
    )  # fmt: skip


def test_one_file_of_two_datasets_is_a_warning(folder: CheckedFolder) -> None:
    folder.write("bron/wc.csv", "a\n1\n")
    resources = DATASET["resources"].replace("url: https://data.example.org/toilettes.csv", "path: wc.csv")
    folder.dataset(resources=resources)
    folder.dataset("bron/z.yml", title="Parcs de Bron", description=OTHER_DESCRIPTION, resources=resources)

    assert folder.rules() == ["PUB414"]


def test_a_whole_copy_has_one_finding_at_each(folder: CheckedFolder) -> None:
    folder.dataset("bron/z.yml")

    assert folder.rules() == ["PUB412", "PUB412"]


def test_a_documentation_may_be_that_of_several_datasets(folder: CheckedFolder) -> None:
    documentation = """
  - {id: doc, title: Guide, description: Champs., url: "https://data.example.org/guide", type: documentation}"""
    folder.dataset(resources=DATASET["resources"] + documentation)
    folder.dataset(
        "bron/z.yml", title="Parcs de Bron", description=OTHER_DESCRIPTION, resources=OTHER_RESOURCES + documentation
    )

    assert folder.lines() == []


def test_archived_and_renamed_datasets_may_be_alike(folder: CheckedFolder) -> None:
    folder.dataset("bron/z.yml", title="Anciennes toilettes publiques de Bron", state="archived")

    assert folder.lines() == []


def test_one_content_under_two_names_is_a_warning(folder: CheckedFolder) -> None:
    folder.write("bron/a.csv", "nom;rue\nA;1\n")
    folder.write("bron/b.csv", "nom;rue\nA;1\n")
    url = "url: https://data.example.org/toilettes.csv"
    folder.dataset(resources=DATASET["resources"].replace(url, "path: a.csv"))
    folder.other("parcs", resources=DATASET["resources"].replace(url, "path: b.csv"))

    assert folder.lines() == [
        "bron/wc.yml:10:11 PUB414 the file has the content of b.csv (manifests/bron/parcs.yml:10:11)"
    ]

    folder.write("bron/b.csv", "nom;rue\nB;1\n")
    assert folder.lines() == []


def test_two_producers_with_one_siren_are_an_error(folder: CheckedFolder) -> None:
    folder.write("ccas/producer.yml", 'name: CCAS\nsiren: "216900290"\n')
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB415", Severity.ERROR, "manifests/ccas/producer.yml:2:8",
    )  # fmt: skip
    assert str(finding.what) == "216900290 is already the SIREN of bron"

    folder.write("ccas/producer.yml", 'name: CCAS\nsiren: "216901231"\n')
    assert folder.lines() == []

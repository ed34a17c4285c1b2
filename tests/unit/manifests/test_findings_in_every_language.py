"""The findings about a folder are the same values, in the same order, whatever language they are shown in."""

import pytest

from publisher import locale
from publisher.locale import Language
from publisher.model.findings import Finding

from .folder import CATALOGS, PRODUCER, Folder


@pytest.fixture
def mistaken(folder: Folder) -> Folder:
    """Return a folder with mistakes of every family, several of them at one position."""
    folder.write("catalogs.yml", CATALOGS + "  autre: {kind: ckan, url: 'https://autre.example.org'}\n")
    folder.write("defaults.yml", "frequency: parfois\nlicense:\n")
    folder.write("themes.yml", "wc:\n  label: {fr: Toilettes}\n  eu_theme: ZZZZ\nparcs: [a]\n")
    folder.write("bron/producer.yml", "name: Bron\nsiren: 1\n")
    folder.write("bron/vide.yml", "")
    folder.write("bron/parcs.yml", "title: [\n")
    folder.write("bron/oubli.csv", "a;b\n")
    folder.dataset("license: LO2\nstate: publie\nlanguage: fra!\nprevioulsy: x\n")
    folder.write("lyon/producer.yml", PRODUCER)
    folder.dataset(
        "previously: [lyon/parcs]\nhvd: mobilitée\nfrequency: annuel\ncatalogs: {portial: false}\n", "lyon/wc.yml"
    )
    folder.dataset("resources: [{id: a, title: A}, {id: a, title: '', url: ftp://a.example}]\n", "lyon/parcs.yml")
    return folder


def findings_in(language: Language, folder: Folder) -> tuple[Finding, ...]:
    locale.use(language)
    return folder.findings()


@pytest.mark.usefixtures("in_french")
def test_findings_are_equal_and_in_the_same_order_in_french_and_in_english(mistaken: Folder) -> None:
    french = findings_in(Language.FRENCH, mistaken)
    texts = [str(finding.what) for finding in french]
    english = findings_in(Language.ENGLISH, mistaken)

    assert len(french) > 12
    assert french == english
    assert texts != [str(finding.what) for finding in english]


def test_findings_at_one_place_are_in_the_order_of_rule_and_english_text(mistaken: Folder) -> None:
    findings = mistaken.findings()

    assert list(findings) == sorted(findings, key=lambda finding: (finding.at, finding.rule, finding.what.in_english()))
    assert [finding.what.in_english() for finding in findings if finding.at.file.endswith("vide.yml")] == [
        "“description” is missing",
        "“title” is missing",
    ]

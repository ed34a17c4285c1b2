"""`publisher new` writes a manifest with blanks, which is valid once they are filled."""

import re
from pathlib import Path

import pytest

from publisher.manifests.read_yaml import BLANK

from .conftest import DATASET, Shell

THEMES = """\
parcs-et-jardins:
  label: {fr: "Parcs : les jardins", en: Parks}
wc:
  label: {fr: Toilettes publiques, en: Public toilets}
"""


@pytest.fixture
def themed(shell: Shell) -> Shell:
    shell.write("themes.yml", THEMES)
    shell.write("bron/wc.yml", f"{DATASET}state: published\n")
    return shell


WRITTEN = {
    f"url: {BLANK}": "url: https://example.org/parcs.csv",
    f'"{BLANK}"': "ville",
    f"({BLANK})": "(Corbas)",
    f"\n  {BLANK}": "\n  Emplacement, superficie et horaires de chaque lieu de la commune qui est ouvert au public, "
    "relevés par le service des espaces verts.",
    f" {BLANK}": " Corbas",
}
"""The text that an author writes in place of each blank."""


def fill(name: str) -> None:
    """Fill the blanks of a file."""
    path = Path("manifests") / name
    text = path.read_text(encoding="utf-8")
    for blank, words in WRITTEN.items():
        text = text.replace(blank, words)
    path.write_text(text, encoding="utf-8")


def test_it_says_what_is_to_be_filled(themed: Shell) -> None:
    ran = themed("new", "bron", "parcs-et-jardins")

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "manifests/bron/parcs-et-jardins.yml: 2 fields to fill in (lines 10, 36)",
        "Then:  publisher validate bron/parcs-et-jardins",
    ]


def test_each_blank_is_a_complaint_at_its_place(themed: Shell) -> None:
    themed("new", "bron", "parcs-et-jardins")

    ran = themed("validate", "bron/parcs-et-jardins")

    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if "  PUB" in line] == [
        "manifests/bron/parcs-et-jardins.yml:10:3  PUB117 error",
        "manifests/bron/parcs-et-jardins.yml:36:10  PUB117 error",
    ]


def test_it_is_valid_once_the_blanks_are_filled(themed: Shell) -> None:
    themed("new", "bron", "parcs-et-jardins")
    fill("bron/parcs-et-jardins.yml")

    assert themed("validate").out == "2 manifests are valid.\n"
    assert "Parcs : les jardins (Bron)" in themed("show", "bron/parcs-et-jardins").out


def test_a_new_producer_gets_its_page_too(themed: Shell) -> None:
    ran = themed("new", "corbas", "wc")

    assert ran.out.splitlines()[0] == "manifests/corbas/producer.yml: 2 fields to fill in (lines 5, 13)"
    assert [line for line in themed("validate").out.splitlines() if "  PUB" in line] == [
        "manifests/corbas/producer.yml:5:7  PUB117 error",
        "manifests/corbas/producer.yml:13:28  PUB117 error",
        "manifests/corbas/wc.yml:6:30  PUB117 error",
        "manifests/corbas/wc.yml:10:3  PUB117 error",
        "manifests/corbas/wc.yml:36:10  PUB117 error",
    ]
    fill("corbas/producer.yml")
    fill("corbas/wc.yml")
    assert [line.split()[1] for line in themed("validate").out.splitlines() if "  PUB" in line] == ["PUB532"]
    assert themed("validate").out.endswith("2 valid manifests: 1 piece of advice.\n")


def test_another_name(themed: Shell) -> None:
    themed("new", "bron", "wc", "--name", "wc-du-centre")

    assert Path("manifests/bron/wc-du-centre.yml").exists()


def test_nothing_is_ever_replaced(themed: Shell) -> None:
    before = Path("manifests/bron/wc.yml").read_text(encoding="utf-8")

    ran = themed("new", "bron", "wc")

    assert (ran.code, ran.out) == (64, "")
    assert "manifests/bron/wc.yml exists already: nothing was written" in ran.err
    assert Path("manifests/bron/wc.yml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("bron", "wcs"), "themes.yml has no theme “wcs”; did you mean “wc”?"),
        (("bron", "zoo"), "themes.yml has no theme “zoo”; parcs-et-jardins, wc"),
        (("Bron", "wc"), "“Bron” is not a usable name"),
        (("a" * 300, "wc"), "is too long for a name: 300 characters, and at most 200 are possible"),
        (("../ailleurs", "wc"), "“../ailleurs” is not a usable name"),
        (("bron", "wc", "--name", "a/b"), "“a/b” is not a usable name"),
        (("bron", "wc", "--name", "con"), "“con” is not a usable name: Windows keeps it for itself"),
    ],
)
def test_what_cannot_be_begun(themed: Shell, arguments: tuple[str, ...], expected: str) -> None:
    before = sorted(Path().rglob("*"))

    ran = themed("new", *arguments)

    assert ran.code == 64
    assert expected in ran.err
    assert sorted(Path().rglob("*")) == before


def test_the_comments_are_french_whatever_the_language(themed: Shell) -> None:
    themed("new", "corbas", "wc")

    for name in ("producer.yml", "wc.yml"):
        assert "Remplacez chaque" in Path("manifests/corbas", name).read_text(encoding="utf-8")


def test_an_example_that_is_made_active_is_a_blank_too(themed: Shell) -> None:
    """A sample contact must not be published because a comment sign was removed."""
    themed("new", "corbas", "wc")
    for name in ("producer.yml", "wc.yml"):
        path = Path("manifests/corbas", name)
        text = path.read_text(encoding="utf-8")
        examples = [
            line for line in text.splitlines() if line.lstrip().startswith("#") and BLANK in line and ": " in line
        ]
        assert len(examples) >= 4
        path.write_text(re.sub(rf"^# (\w+: .*{BLANK}.*)$", r"\1", text, flags=re.MULTILINE), encoding="utf-8")

    lines = [line for line in themed("validate").out.splitlines() if "PUB117" in line]

    assert len(lines) >= 14


def test_an_organization_that_everybody_has_need_not_be_given(themed: Shell) -> None:
    catalogs = Path("manifests/catalogs.yml")
    text = catalogs.read_text(encoding="utf-8")
    catalogs.write_text(text + "  national: {kind: udata, url: 'https://n.example.org', organization: tous}\n", "utf-8")

    themed("new", "corbas", "wc")

    page = Path("manifests/corbas/producer.yml").read_text(encoding="utf-8")
    assert f'organization: {{grandlyon: "{BLANK}"}}' in page
    assert "# national : par défaut, l'organisation « tous »." in page


def test_a_manifest_is_not_named_like_the_producers_page(themed: Shell) -> None:
    ran = themed("new", "corbas", "wc", "--name", "producer")

    assert ran.code == 64
    assert not Path("manifests/corbas").exists()
